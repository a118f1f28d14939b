/** Which model a worker serves: each plans for the whole fleet, all come to the same plan, and each does its own part. */

export interface Demand {
  /** The queue of a model. */
  readonly queue: string;
  /** Its shards in the queue. */
  readonly jobs: number;
}

export interface FleetMember {
  readonly name: string;
  /** The queue that it serves or is about to; null while it has none. */
  readonly queue: string | null;
  /** Since when it serves that, in ms by a clock that is the same for all; null while it only goes there. */
  readonly servesSince: number | null;
  /** Whether it serves this one alone. */
  readonly isPinned: boolean;
  /** Queues whose models it could not load. */
  readonly refuses: readonly string[];
}

/** A swap is worth its seconds where the shards a worker differ by more than this; what differs by less comes and goes. */
const worthwhile = 1.2;

/**
 * The queue that `name` serves next; null stays. Who has no work goes at once to where a worker has most to do. Who has some
 * goes after `keptMs` of at least `stayMs`, where a worker has more to do or there is none. Moves are
 * planned one after the other, of who has served its model longest first: no two workers fill one gap, each has its turn to
 * leave, and a fleet that was shared out stays as it is.
 */
export function chooseModel(
  name: string,
  fleet: readonly FleetMember[],
  demands: readonly Demand[],
  keptMs: number,
  stayMs: number,
): string | null {
  const plan = createPlan(fleet, demands);
  /** Those with work that may leave it, by queue, in order. */
  const busy = new Map<string, FleetMember[]>();
  for (const member of fleet.toSorted(byTurn)) {
    if (member.isPinned) continue;
    if (member.queue !== null && plan.jobs.has(member.queue)) {
      const itsFellows = busy.get(member.queue);
      if (itsFellows === undefined) busy.set(member.queue, [member]);
      else itsFellows.push(member);
      continue;
    }
    const to = plan.neediest().find((queue) => !member.refuses.includes(queue));
    if (to === undefined) continue;
    if (member.name === name) return to;
    plan.move(member.queue, to);
  }
  for (;;) {
    const next = nextSwap(plan, busy);
    if (next === null) return null;
    const { member, from, to } = next;
    if (member.name === name) return keptMs >= stayMs ? to : null;
    busy.set(
      from,
      busy.get(from)!.filter((one) => one !== member),
    );
    plan.move(from, to);
  }
}

/** Who only goes to its model has served it least. */
function byTurn(a: FleetMember, b: FleetMember): number {
  const last = Number.MAX_VALUE;
  return (a.servesSince ?? last) - (b.servesSince ?? last) || (a.name < b.name ? -1 : 1);
}

type Plan = ReturnType<typeof createPlan>;

function createPlan(fleet: readonly FleetMember[], demands: readonly Demand[]) {
  /** Of queues that hold any. */
  const jobs = new Map(demands.flatMap((one) => (one.jobs > 0 ? [[one.queue, one.jobs] as const] : [])));
  const workers = new Map<string, number>();
  const add = (queue: string, count: number) => workers.set(queue, (workers.get(queue) ?? 0) + count);
  for (const { queue } of fleet) if (queue !== null) add(queue, 1);
  /** Queues that a worker with work leaves: whoever came to them would only take its place. */
  const left = new Set<string>();
  /** Shards a worker, with so many workers more. */
  const load = (queue: string, more: number) => jobs.get(queue)! / ((workers.get(queue) ?? 0) + more);
  const isServed = (queue: string) => (workers.get(queue) ?? 0) > 0;
  return {
    jobs,
    load,
    isServed,
    /** Queues with work: first those that nobody serves, then by what one more worker would have to do. */
    neediest: () =>
      [...jobs.keys()]
        .filter((queue) => !left.has(queue))
        .sort((a, b) => Number(isServed(a)) - Number(isServed(b)) || load(b, 1) - load(a, 1)),
    move: (from: string | null, to: string) => {
      add(to, 1);
      if (from === null) return;
      add(from, -1);
      if (jobs.has(from)) left.add(from);
    },
  };
}

interface Swap {
  readonly member: FleetMember;
  readonly from: string;
  readonly to: string;
}

/** The next worker with work that had better serve another queue, or null. */
function nextSwap(plan: Plan, busy: ReadonlyMap<string, readonly FleetMember[]>): Swap | null {
  for (const to of plan.neediest()) {
    let leaving: Omit<Swap, 'to'> | null = null;
    for (const [from, members] of busy) {
      const member = members.find(({ refuses }) => from !== to && !refuses.includes(to));
      if (member === undefined) continue;
      if (leaving === null || plan.load(from, -1) < plan.load(leaving.from, -1)) leaving = { member, from };
    }
    if (leaving === null) continue;
    if (!plan.isServed(to)) return { ...leaving, to: inTurn(plan, leaving) };
    // A queue's only worker stays: what those who are left would have to do is without end.
    if (plan.load(to, 1) > worthwhile * plan.load(leaving.from, -1)) return { ...leaving, to };
  }
  return null;
}

/** Of the queues that nobody serves the next by name: with more models than workers each has its turn. */
function inTurn(plan: Plan, { member, from }: Omit<Swap, 'to'>): string {
  const open = plan.neediest().filter((queue) => !plan.isServed(queue) && !member.refuses.includes(queue));
  const byName = open.sort();
  return byName.find((queue) => queue > from) ?? byName[0]!;
}
