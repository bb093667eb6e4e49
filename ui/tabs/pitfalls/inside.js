// What the panel holds before anything runs; constant, and here so that it is no part of every first visit.

const INSIDE = `
  <section class="dirac">
    <h3 data-word="dirac"></h3>
    <p class="quiet" data-word="dirac_text"></p>
    <div class="pair">
      <figure><canvas class="plane" tabindex="0" role="application" data-label="plane"></canvas><figcaption data-word="plane_why"></figcaption></figure>
      <div class="controls">
        <figure><canvas class="line" role="img" data-label="line"></canvas><figcaption data-word="line_why"></figcaption></figure>
        <div class="losses segments" role="radiogroup" data-label="loss"></div>
        <div class="turns segments" role="radiogroup" data-label="order"></div>
        <label class="knob"><span data-word="penalty"></span><input type="range" class="penalty" min="0" max="1" step="0.05"><output></output></label>
        <label class="knob"><span data-word="rate"></span><input type="range" class="rate" min="0.02" max="0.5" step="0.02"><output></output></label>
        <div class="tools">
          <button type="button" data-do="play"></button>
          <button type="button" data-do="step" data-word="step"></button>
          <button type="button" data-do="again" data-word="again"></button>
        </div>
        <p class="verdict" aria-live="polite"></p>
      </div>
    </div>
  </section>
  <section class="gaussians">
    <h3 data-word="vanishing"></h3>
    <p class="quiet" data-word="vanishing_text"></p>
    <label class="knob"><span data-word="apart"></span><input type="range" class="apart" min="0" max="8" step="0.05"><output></output></label>
    <div class="wide">
      <figure><canvas class="bells" role="img" data-label="bells"></canvas><figcaption data-word="bells_why"></figcaption></figure>
      <figure><canvas class="distances" role="img" data-label="distances"></canvas><figcaption data-word="distances_why"></figcaption></figure>
    </div>
    <p class="verdict" aria-live="polite"></p>
  </section>`;

export const fill = root => { root.innerHTML = INSIDE; };
