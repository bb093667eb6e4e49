// What the panel holds before anything runs; constant, and here so that it is no part of every first visit.

const INSIDE = `
  <p class="complaint" role="alert"></p>
  <div class="weights"></div>
  <div class="columns">
    <div class="controls">
      <div class="worlds segments" role="radiogroup" data-label="worlds"></div>
      <div class="field"><span><span class="name" data-word="drivers"></span></span><div class="drivers segments" role="radiogroup" data-label="drivers"></div></div>
      <div class="field"><span><span class="name" data-word="models"></span></span><div class="models segments" role="radiogroup" data-label="models"></div></div>
      <div class="field"><span><span class="name" data-word="sees"></span></span><div class="sees segments" role="radiogroup" data-label="sees"></div></div>
      <label class="check"><input type="checkbox" class="critic"> <span data-word="critic_beyond"></span></label>
      <div class="knobs"></div>
      <p class="hint wind-why"></p>
    </div>
    <div class="work">
      <div class="modules" role="group" data-label="modules"></div>
      <canvas class="world" tabindex="0" role="application"></canvas>
      <div class="run">
        <button type="button" data-do="play"></button>
        <button type="button" data-do="step" data-word="step"></button>
        <button type="button" data-do="again" data-word="again"></button>
        <label class="check"><input type="checkbox" class="slow"> <span data-word="slow"></span></label>
        <output class="at"></output>
      </div>
      <p class="status" aria-live="polite"></p>
      <section class="sight" hidden></section>
      <p class="legend"></p>
      <table><thead><tr><th scope="col" data-word="drivers"></th><th scope="col" data-word="takes"></th><th scope="col" data-word="paid"></th></tr></thead><tbody></tbody></table>
      <p class="gap"></p>
      <p class="hint" data-word="hint"></p>
      <section class="teach" hidden>
        <h3 data-word="teach"></h3>
        <p class="hint" data-word="teach_hint"></p>
        <div class="run"><button type="button" data-do="fresh" data-word="fresh"></button><button type="button" data-do="trained" data-word="trained"></button></div>
        <canvas role="img" data-label="curve" hidden></canvas>
        <p class="taught"></p>
      </section>
    </div>
  </div>`;

export const fill = root => { root.innerHTML = INSIDE; };
