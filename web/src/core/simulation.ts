// SPDX-License-Identifier: Apache-2.0
// How the rules do on made-up courses: the other side of core/wasm/simulation.c.

import type { CoreMemory } from './core-memory';
import { OUT, slot, TENTHS, type Words } from './core-slots';
import type { RuleFigures, RuptureMethod, Scale, SimulationCore } from './core-types';

const METHODS = 13; // the list of their names

/** `simulate` over the module in `m`. */
export function simulationFace(m: CoreMemory, { number }: Words): SimulationCore {
  const worlds = m.names('core_simulation_world', 0);
  return {
    simulationWorlds: () => worlds,
    simulate(
      method: RuptureMethod,
      world: string,
      courses: number,
      seed: number,
      scale: Scale = TENTHS,
    ): RuleFigures | null {
      const done = m.call(
        'core_simulate',
        number(METHODS, method),
        worlds.indexOf(world),
        courses,
        seed,
        scale.min,
        scale.max,
        scale.step,
        m.at(OUT),
      );
      if (done < 0) throw new RangeError('core: there is no such simulation');
      if (done > 0) return null;
      const s = m.get(OUT, 11);
      return {
        sensitivity: slot(s, 0),
        falsePer100: slot(s, 1),
        delay: slot(s, 2),
        strainSensitivity: slot(s, 3),
        falseStrainsPer100: slot(s, 4),
        sensitivityLow: slot(s, 5),
        sensitivityHigh: slot(s, 6),
        courses: slot(s, 7),
        ruptures: slot(s, 8),
        strains: slot(s, 9),
        quietSessions: slot(s, 10),
      };
    },
  };
}
