// ui/tabs/live/shows/vae/vae.js: what a posterior's width costs.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cost } from "../../ui/tabs/live/shows/vae/vae.js";

test("the prior's own width costs nothing, any other more", () => {
  assert.equal(cost(1), 0);
  assert.ok(cost(0.1) > cost(0.5) && cost(0.5) > 0 && cost(3) > 0);
  assert.ok(Math.abs(cost(0.25) - 0.5 * (0.25 + Math.log(4) - 1)) < 1e-12);
});
