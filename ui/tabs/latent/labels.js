// The row of a conditional model: one point with each label. Answers may come out of their order, and none is painted over
// a newer one.

import { createRow } from "../../parts/page/shared.js";

export const PIXELS = 28 * 28;

export const createLabels = (root, classes, title, pressed) => {
  const row = createRow(root, classes, title, pressed);
  let newest = 0;
  return {
    mark: row.mark,
    // pictures: bytes, the last of which are the labels'.  number: of the question.
    paint: (pictures, number) => {
      if (number < newest) return;
      newest = number;
      row.paint(pictures, pictures.length / PIXELS - classes);
    },
  };
};
