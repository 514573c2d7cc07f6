import { run, type Progress, type Task } from './layout.ts';

/** As much of a worker's global scope as is used. */
interface Scope {
  onmessage: ((event: { data: Task }) => void) | null;
  postMessage(progress: Progress, transfer: ArrayBuffer[]): void;
}

const scope = globalThis as unknown as Scope;
scope.onmessage = ({ data }) => {
  run(data, (progress) => { scope.postMessage(progress, [progress.x.buffer as ArrayBuffer, progress.y.buffer as ArrayBuffer]); });
};
