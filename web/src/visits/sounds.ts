// SPDX-License-Identifier: Apache-2.0
// The few sounds the program makes itself: a soft chime when someone arrives and a tone to try the
// speaker. Made from sine waves; nothing is loaded.

/** How loud a track is at the moment it is asked. */
export type LevelMeter = {
  /** From 0 (silence) to 1, the way ears hear it. */
  level(): number;
  /** Below full scale; -100 for nothing at all. */
  decibels(): number;
  stop(): void;
};

/** Nothing at all, dB. */
const SILENCE = -100;

/**
 * Listens to a track without sending it anywhere; `samples` (a power of 2) are heard together. Hears
 * nothing where the browser has no audio graph.
 */
export function createLevelMeter(track: MediaStreamTrack, samples = 1024): LevelMeter {
  const context = newContext();
  if (context === null) return { level: () => 0, decibels: () => SILENCE, stop: () => {} };
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = samples;
  source.connect(analyser);
  const heard = new Float32Array(samples);
  const amplitude = () => {
    analyser.getFloatTimeDomainData(heard);
    let sum = 0;
    for (const sample of heard) sum += sample * sample;
    return Math.sqrt(sum / samples);
  };
  const wake = () => void context.resume().catch(() => {});
  if (context.state === 'suspended') {
    addEventListener('pointerdown', wake);
    addEventListener('keydown', wake);
  }
  return {
    level: () => loudness(amplitude()),
    decibels: () => Math.min(0, Math.max(SILENCE, 20 * Math.log10(amplitude()))),
    stop() {
      removeEventListener('pointerdown', wake);
      removeEventListener('keydown', wake);
      source.disconnect();
      void context.close().catch(() => {});
    },
  };
}

/** From the mean amplitude to 0..1 the way ears hear it: -55 dB is nothing, -10 dB is full. */
export function loudness(amplitude: number): number {
  if (amplitude <= 0) return 0;
  const decibels = 20 * Math.log10(amplitude);
  return Math.min(1, Math.max(0, (decibels + 55) / 45));
}

/** Two soft notes: someone has arrived. Silent where the browser does not allow sound yet. */
export function playChime(): void {
  play([523.25, 659.26], 0.14, null);
}

/** A short rising figure on the chosen speaker. Resolves when it has been played. */
export function playTestTone(speaker: string | null): Promise<void> {
  return play([392, 493.88, 587.33], 0.2, speaker);
}

async function play(notes: number[], loud: number, speaker: string | null): Promise<void> {
  const context = newContext();
  if (context === null) return;
  const out = context.createMediaStreamDestination();
  const element = new Audio();
  try {
    await context.resume();
    element.srcObject = out.stream;
    if (speaker !== null && 'setSinkId' in element) {
      await element.setSinkId(speaker).catch(() => {});
    }
    const start = context.currentTime + 0.05;
    notes.forEach((frequency, index) => {
      const at = start + index * 0.22;
      const tone = context.createOscillator();
      const swell = context.createGain();
      tone.frequency.value = frequency;
      swell.gain.setValueAtTime(0, at);
      swell.gain.linearRampToValueAtTime(loud, at + 0.03);
      swell.gain.exponentialRampToValueAtTime(0.001, at + 0.6);
      tone.connect(swell).connect(out);
      tone.start(at);
      tone.stop(at + 0.65);
    });
    await element.play();
    await new Promise((done) => setTimeout(done, notes.length * 220 + 700));
  } catch {
    // Not allowed to sound yet; what it announces is also on the screen.
  } finally {
    element.srcObject = null;
    void context.close().catch(() => {});
  }
}

function newContext(): AudioContext | null {
  try {
    return new AudioContext();
  } catch {
    return null;
  }
}
