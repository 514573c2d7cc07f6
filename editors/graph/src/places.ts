// Where nodes start, and their way to where they end.

import { folderOf, type Net } from './data.ts';
import { run, stepsFor, type Progress, type Task } from './layout.ts';
import workerSource from 'worker:layoutworker.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
}

const goldenAngle = Math.PI * (3 - Math.sqrt(5));

/** A spiral that fills a disc evenly (Vogel 1979). */
function onSpiral(i: number, step: number): Place {
  const radius = step * Math.sqrt(i + 0.5);
  return { x: radius * Math.cos(i * goldenAngle), y: radius * Math.sin(i * goldenAngle) };
}

/** Where the nodes of a graph start: the nodes of a folder together, since they link to each other most; what is known stays. */
export function startPlaces(net: Net, shown: readonly number[], known: ReadonlyMap<string, Place>): { x: Float32Array; y: Float32Array; fresh: number } {
  const x = new Float32Array(shown.length);
  const y = new Float32Array(shown.length);
  const groups = new Map<string, number[]>();
  let fresh = 0;
  shown.forEach((i, k) => {
    const node = net.node(i);
    const place = known.get(node.id) ?? besideKnown(net, i, known);
    if (!known.has(node.id)) {
      fresh++;
    }
    if (place) {
      x[k] = place.x;
      y[k] = place.y;
      return;
    }
    const group = `${node.kind === 'note' ? '' : node.kind}:${folderOf(node)}`;
    const members = groups.get(group);
    if (members) {
      members.push(k);
    } else {
      groups.set(group, [k]);
    }
  });
  const span = 12 * Math.sqrt(shown.length);
  const largest = [...groups].sort(([, a], [, b]) => b.length - a.length);
  let before = 0;
  for (const [, members] of largest) {
    const middle = onSpiral(before, span / Math.sqrt(shown.length));
    members.forEach((k, j) => {
      const own = onSpiral(j, 6);
      x[k] = middle.x + own.x;
      y[k] = middle.y + own.y;
    });
    before += members.length;
  }
  return { x, y, fresh };
}

/** Beside a neighbour whose place is known, in a direction that depends on the node. */
function besideKnown(net: Net, i: number, known: ReadonlyMap<string, Place>): Place | undefined {
  if (known.size === 0) {
    return undefined;
  }
  for (const edge of net.edgesAt(i)) {
    const place = known.get(net.node(net.across(edge, i)).id);
    if (place) {
      return { x: place.x + 10 * Math.cos(i * goldenAngle), y: place.y + 10 * Math.sin(i * goldenAngle) };
    }
  }
  return undefined;
}

/** One layout at a time, in a worker where the page may have one. */
export class Mover {
  #worker: Worker | undefined;
  #url: string | undefined;

  /** Moves nodes, from their start; a start that is known already needs few steps. */
  start(task: Omit<Task, 'steps' | 'pause'>, fresh: number, tell: (progress: Progress) => void): void {
    this.stop();
    const count = task.x.length;
    const steps = fresh === 0 ? 40 : fresh < count / 4 ? 80 : stepsFor(count);
    const whole: Task = { ...task, steps, pause: 30 + count / 40 };
    try {
      this.#url ??= URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }));
      const worker = new Worker(this.#url);
      this.#worker = worker;
      worker.onmessage = (event: MessageEvent<Progress>) => {
        tell(event.data);
        if (event.data.done) {
          this.stop();
        }
      };
      worker.postMessage(whole);
    } catch {
      run({ ...whole, steps: Math.min(steps, 60) }, (progress) => { if (progress.done) { tell(progress); } });
    }
  }

  stop(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
