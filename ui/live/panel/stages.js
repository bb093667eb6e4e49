// One training step in slow motion: noise, forgeries, opinions, gradients, update, with the numbers of that very step.

const showStages = (place, stages, family) => {
  place.hidden = !stages;
  if (!stages) return;
  const critic = family === "wgan-gp", mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;
  const opinions = values => (critic ? values : values.map(value => 1 / (1 + Math.exp(-value))));
  const strip = (picture, values) => `<img src="${picture}" alt="">` + (values
    ? `<p class="verdicts">${opinions(values).map(value => `<span>${critic ? number(value) : value.toFixed(2)}</span>`).join("")}</p>` : "");
  const noise = stages.noise && `<div class="noise">${stages.noise.map(row =>
    `<i style="background:linear-gradient(${row.slice(0, 32).map(value => {
      const grey = Math.round(50 + 16 * Math.max(-3, Math.min(3, value)));
      return `hsl(0 0% ${grey}%)`;
    }).join(",")})"></i>`).join("")}</div>`;
  const network = name => stages.networks[name] && say("stage_network", {
    gradient: number(stages.networks[name].gradient), change: number(100 * stages.networks[name].change),
  });
  const other = critic ? "critic" : "discriminator";
  const steps = [
    ["noise", noise],
    ["fake", stages.fake && strip(stages.fake)],
    ["on_real", stages.on_real && strip(stages.real, stages.on_real)],
    ["on_fake", stages.on_fake && strip(stages.fake, stages.on_fake)],
    ["update_d", stages.on_real && `<p>${network(other)}</p>`],
    ["again", stages.on_fake_again && `<p>${say("stage_again_is", { value: number(mean(opinions(stages.on_fake_again))) })}</p>`],
    ["update_g", stages.on_fake_again && `<p>${network("generator")}</p>`],
  ].filter(([, content]) => content);
  place.innerHTML = `<h3>${say("slow", { step: stages.step.toLocaleString() })}</h3><ol>${steps.map(([name, content]) =>
    `<li><b>${say(`stage_${name}`)}</b>${content}<p class="hint">${say(critic && props.words.en[`stage_${name}_critic`] ? `stage_${name}_critic` : `stage_${name}_why`)}</p></li>`).join("")}</ol>`;
};
