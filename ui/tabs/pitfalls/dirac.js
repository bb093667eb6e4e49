// The Dirac-GAN of Mescheder, Geiger and Nowozin, arXiv:1801.04406: the data are one point at 0, the generator's picture
// is one point theta, and the discriminator's answer is a straight line, D(x) = psi x. Two numbers are the whole game, and
// (0, 0) is its goal: the generator's point on the data, and a discriminator that has nothing to say.

const sigmoid = value => 1 / (1 + Math.exp(-value));

// What pulls at psi and at theta, beside the other's number, where D says `answer` of the generator's point: the slopes
// of log(1 - sigmoid) and, for "non-saturating", of -log sigmoid; of the answer itself for WGAN.
const PULLS = {
  wgan: [() => 1, () => 1],
  saturating: [sigmoid, sigmoid],
  "non-saturating": [sigmoid, answer => sigmoid(-answer)],
};
export const LOSSES = Object.keys(PULLS);

// One step of both players.  together: by the numbers before it; else the generator already meets the new discriminator.
// rate: the step size h.  penalty: the weight gamma of R1, gamma / 2 psi^2.
export const step = ([theta, psi], { loss, together, rate, penalty }) => {
  const [ofD, ofG] = PULLS[loss];
  const newPsi = psi - rate * (theta * ofD(theta * psi) + penalty * psi);
  const met = together ? psi : newPsi;
  return [theta + rate * met * ofG(theta * met), newPsi];
};

// By what a step multiplies the distance to the goal, near it and in the long run: the largest absolute eigenvalue of the
// step's Jacobian at (0, 0). For WGAN the step is linear, so it holds everywhere.
export const factor = ({ loss, together, rate, penalty }) => {
  const pull = rate * PULLS[loss][0](0), kept = 1 - rate * penalty;
  const trace = 1 + kept - (together ? 0 : pull ** 2), determinant = together ? kept + pull ** 2 : kept;
  const root = trace ** 2 / 4 - determinant;
  return root < 0 ? Math.sqrt(determinant) : Math.abs(trace / 2) + Math.sqrt(root);
};
