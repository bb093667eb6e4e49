// A picture file in fewer pixels, as a browser can make it before it is sent.

// side: pixels of the shorter side, at most.  Throws where this browser cannot open the file.
export const shrink = async (file, side) => {
  const picture = await createImageBitmap(file);
  const scale = side / Math.min(picture.width, picture.height);
  if (scale >= 1) { picture.close(); return file; }
  const [width, height] = [picture.width, picture.height].map(long => Math.max(1, Math.round(long * scale)));
  const resized = await createImageBitmap(picture, { resizeWidth: width, resizeHeight: height, resizeQuality: "high" });
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(resized, 0, 0);
  picture.close();
  resized.close();
  const type = file.type === "image/jpeg" ? "image/jpeg" : "image/png"; // only PNG keeps what is transparent
  return new File([await canvas.convertToBlob({ type, quality: 0.95 })], file.name, { type });
};
