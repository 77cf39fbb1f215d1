import assert from "node:assert/strict";
import { test } from "node:test";

import { negated } from "../../cnnviz/player/js/field.js";

test("the key of the sign turns it, also before the first digit", () => {
  assert.deepEqual(["3", "−3", "-0.5", "+2", "", "−"].map(negated), ["−3", "3", "0.5", "−2", "−", ""]);
});
