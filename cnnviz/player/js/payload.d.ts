// What the server sends, written down once: packing.py, axes.py, state.py and the lessons' payload.py make it.

export type Typed = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
export type Numbers = Typed & { shape: number[] };

export interface AxisHeader {
  places: string;
  padded: string;
  indptr: string;
  output: string;
  kernel_index: string;
  before: number;
  left?: string;
  width?: string;
}

export interface PanelHeader {
  key: string;
  kind?: "value" | "parameter" | "gradient";
  colour: "grey" | "rgb" | "ink" | "signed";
  range: [number, number];
  name?: string;
  title?: string;
  about?: string;
  names?: string[];
  short?: string[]; // the names on small buttons
  clipped?: boolean; // values go beyond the range
  array?: string;
  of?: string;
  editable?: boolean;
  unit?: number;
  tex?: string;
  code?: string;
  shape?: number[];
}

export interface RelationHeader {
  input: string;
  weight?: string;
  output: string;
  rule: "sum" | "max" | "mean" | "norm" | "copy";
  argmax?: string; // flat index of the input that each output takes
  channels: number[][];
  axes: [AxisHeader, AxisHeader];
}

export interface StateField {
  name: string;
  default: unknown;
  value: unknown;
  always?: boolean;
}

export type ArrayEntry = [dtype: string, shape: number[], offset: number, stamp?: string];

// What every lesson sends; a lesson's own fields come with it.
export interface Header {
  link: string;
  picture: string;
  state: StateField[];
  keys: [string, string][];
  panels?: PanelHeader[];
  relations?: RelationHeader[];
  words: Record<string, any>;
  arrays: Record<string, ArrayEntry>;
}

export interface Payload<H extends Header = Header> {
  header: H;
  arrays: Record<string, Numbers>;
  personal: Personal;
}

// What is new in a lesson's changes, as links write them, since this page was told the state with the stamp `after`.
export interface Changes {
  stamp: string;
  after: string; // "": all of them are here
  dropped: number; // so many of the first are left out from now on,
  same: number; // so many after them stay, and the `texts` follow
  texts: string[];
  place: number; // of the one that is shown
  recalled: boolean; // whether the server has heard what this tab remembers
}

// What only this person gets: one sentence, and their own history.
export interface Personal {
  message: string;
  lesson: string;
  opening: number; // changes when the player is to open anew, where the state says
  undo: boolean; // whether there is something to undo
  redo: boolean;
  heard: number; // of the last event that was answered
  asks: number; // another one each time that the server asks for the address
  mine: Record<string, string[]>; // what the person made, by kind, as links write it
  changes: Changes | null; // what can be undone and made again; null in a page without a server
  own: string; // the part of the lesson that no address carries
  stays: string; // what is said of a link that can't carry all of it
  saved: { name: string; text: string; number: number }; // the lesson as a file, once it was asked for
  go: { address: string; number: number }; // of another lesson, once it is to be opened
  alone?: boolean; // the page is a file of its own, without a server and an address
  session: string; // the server knows nothing of what this tab had in another one
}
