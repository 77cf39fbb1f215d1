// The smallest digits that can be read from the last row.

export const LEAST_FONT = 16; // px
export const PHONE_FONT = 14; // px, on a phone, which is held close
export const PHONE_FRAME = 200; // px: no narrower frame stands on a larger screen
