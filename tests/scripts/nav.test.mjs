// ui/parts/nav/nav.js: the address under which a tab is opened from another.

import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf } from "../../ui/parts/nav/nav.js";

test("a tab comes back to what its panel left, and the room that one watches stays", () => {
  const here = new URLSearchParams("?tab=live&room=ABCDEF");
  assert.equal(addressOf("classes", here), "?tab=classes&room=ABCDEF");
  assert.equal(addressOf("latent", new URLSearchParams("?tab=home"), "?tab=latent&z=1,2"), "?tab=latent&z=1,2");
});
