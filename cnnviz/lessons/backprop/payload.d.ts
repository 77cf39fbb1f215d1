// What payload.py sends beside what every lesson sends.

import type { Header, Numbers, Payload, RelationHeader } from "../../player/js/payload";
import type { Panel } from "../../player/js/panel.js";
import type { Relation } from "../../player/js/relation.js";
import type { Factor, Frame } from "../../player/js/slot.js";
import type { Moment } from "./moment.js";

type Sent = number | "Infinity" | "-Infinity" | "NaN";

interface LayerFacts {
  name: string;
  kind: "conv" | "pool" | "flatten" | "dense" | "activation";
  title: string;
  x: string;
  y: string;
  weight?: string;
  bias?: string;
  places: string[]; // of a convolution: "2i+m-1" for each axis
  stride: number;
  padding: number;
  rings: number;
  adjoint?: [Sent, Sent];
  pad?: string; // its arrays in NumPy
  padded?: string;
  inside?: string;
  whole?: string; // of padding that repeats its input: the shape of the input, and what each place repeats
  folded?: string;
  zeros?: string;
  spread?: string;
  gates: boolean;
  numpy: { function: string; derivative: string };
  mistake?: "flip" | "gate" | "tie" | "sum"; // what is wrong here on purpose
}

interface LayerHeader extends LayerFacts {
  relation?: RelationHeader;
  gather?: RelationHeader;
  winners?: string;
  slope?: string;
  curve?: string;
  passed?: string;
  shared?: string;
}

// A layer with its tables in place of their names; those of another kind of layer are not there.
interface Layer extends LayerFacts {
  relation: Relation;
  gather: Relation | null;
  winners: Numbers;
  slope: Numbers;
  curve: Numbers;
  passed: Numbers; // what a gradient is multiplied by: the slope, where nothing is wrong
  shared?: Numbers; // where a tie is sent to all: whether each number of a window gets it
}

interface SegmentHeader {
  id: string;
  kind: string;
  direction: 1 | -1;
  label: string;
  count: number;
  writes: string;
  layer: number;
  scatter: number;
  visits?: string;
  scatter_visits?: string;
}

interface Checked {
  array: string;
  index: number[];
  verdict: string;
  kinks: string[];
  step: number;
  value: number;
  analytic: Sent;
  numeric: Sent;
  left: Sent;
  right: Sent;
  relative_error: Sent;
  loss_up: Sent;
  loss_down: Sent;
}

interface ClassPhoto {
  image: string;
  taken: number; // the class of the largest score; -1 where there is none
  share: number;
  right: boolean;
}

interface Teach {
  open: number; // how often the page's button opened it
  rate: number;
  names: string[];
  places: (ClassPhoto | null)[];
  shown: number;
  ready: boolean;
  losses: number[];
  more: boolean;
  limit: number;
  own: boolean;
  said: string;
}

interface ChainHeader extends Header {
  layers: LayerHeader[];
  segments: SegmentHeader[];
  tour: { segment: number; k: number; scatter: number; caption: string }[];
  classes: string[];
  loss: "softmax" | "squared";
  truth: number;
  shift: number;
  log_shares: Sent[];
  share: number;
  factor: number;
  rate: number;
  value: Sent;
  after: Sent;
  predicted_change: Sent;
  change: Sent;
  taken: number;
  losses: Sent[];
  limit: number;
  check: Checked | null;
  report: { text: string; wrong: Record<string, Record<number, Sent>> } | null;
  mistake: string; // the sentence about it
  teach: Teach | null;
}

type ChainPayload = Payload<ChainHeader>;
type Values = Record<string, string | number>;

// One step: what the board draws, and what is put into its sentence, formula and line of NumPy.
interface Step extends Frame {
  moment: Moment;
  kind: string;
  variant: string;
  total?: number;
  name: string;
  said: Values;
  put: Values;
  code: Values;
  equation: boolean; // whether its terms add up to its number
  shown?: number; // what its rule comes to with the numbers that are shown
  gives?: "=" | "≈"; // whether its rule comes to its number exactly, with the numbers that are shown
  tangent?: { panel: Panel; flat: number };
}

export type { ChainHeader, ChainPayload, Checked, ClassPhoto, Factor, Layer, LayerHeader, SegmentHeader, Step, Teach, Values };
