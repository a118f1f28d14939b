/** A supervisor: every process that ends is started again, as long as its world stands. */
import type { FleetProcess, FleetService } from '../support/fleet.js';
import type { Lab } from './lab.js';

interface Place {
  readonly service: FleetService;
  readonly environment: Record<string, string>;
  current: FleetProcess;
}

export interface KeptFleet {
  /** The processes as they are now. */
  processes(): readonly FleetProcess[];
  /** Ends with SIGKILL whichever process the number from 0 to 1 falls on; another takes its place. */
  kill(chance: number): void;
}

export function keepFleet(
  lab: Lab,
  counts: Record<FleetService, number>,
  environment: Record<string, string> = {},
): KeptFleet {
  const places: Place[] = [];

  function begin(place: Place): void {
    void place.current.ended.then(() => {
      if (lab.isClosed()) return;
      place.current = lab.start(place.service, place.environment);
      begin(place);
    });
  }
  for (const service of ['producer', 'worker'] as const) {
    for (let i = 0; i < counts[service]; i++) {
      const place = { service, environment, current: lab.start(service, environment) };
      places.push(place);
      begin(place);
    }
  }
  return {
    processes: () => places.map(({ current }) => current),
    kill: (chance) => {
      places[Math.floor(chance * places.length)]!.current.child.kill('SIGKILL');
    },
  };
}
