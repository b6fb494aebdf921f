/** So many heights of the view in one frame are no reading. */
const Fast = 0.7;

/** One piece of work at a time, in what is left of a frame. */
const waiting: { work: () => void }[] = [];
let isPlanned = false;
let speed: () => number = () => 0;

/** Puts off what is dear while the reader flies past it. */
export const hurry = {
  /** @param own How fast the reader scrolls, in heights of the view per frame. */
  follow(own: () => number): () => void {
    speed = own;
    return () => {
      if (speed === own) speed = () => 0;
    };
  },

  isOn: (): boolean => speed() > Fast,

  /** Does something as soon as there is time for it. @returns A way to call it off. */
  later(work: () => void): () => void {
    const item = { work };
    waiting.push(item);
    plan();
    return () => {
      const index = waiting.indexOf(item);
      if (index >= 0) waiting.splice(index, 1);
    };
  },
};

function plan(): void {
  if (isPlanned || waiting.length === 0) return;
  isPlanned = true;
  // A frame of its own for each, so that none becomes long.
  requestAnimationFrame(() => {
    isPlanned = false;
    if (!hurry.isOn()) waiting.shift()?.work();
    plan();
  });
}
