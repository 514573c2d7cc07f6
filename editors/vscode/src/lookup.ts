// Which notes-lsp to run.

/** What a search for the server looks at. */
export interface Places {
  /** The setting notesLsp.serverPath; empty where it is not set. */
  readonly setting: string;
  /** The file that the extension was packaged with, whether or not it is there. */
  readonly bundled: string;
  /** The folders of PATH. */
  readonly path: readonly string[];
  readonly home: string;
  readonly windows: boolean;
  /** Whether a file is there and may be run. */
  readonly runs: (file: string) => boolean;
  /** A sentence in the user's language; {0} is filled in. */
  readonly say: (sentence: string, ...holes: string[]) => string;
}

export type Found = { readonly command: string; readonly from: 'setting' | 'bundled' | 'path' } | { readonly problem: string };

/**
 * Looks where the setting says, then for the bundled server, then on PATH. A setting that
 * leads nowhere is a mistake to tell of, not one to pass over: whoever wrote it wants that
 * server and no other.
 */
export function findServer(places: Places): Found {
  const { setting, bundled, path, home, windows, runs, say } = places;
  if (setting !== '') {
    const command = /^~[/\\]/.test(setting) ? home + setting.slice(1) : setting;
    if (runs(command)) {
      return { command, from: 'setting' };
    }
    return { problem: say('The setting notesLsp.serverPath names {0}, and there is no program there. Correct it, or clear it to use the server of this extension.', command) };
  }
  if (runs(bundled)) {
    return { command: bundled, from: 'bundled' };
  }
  for (const folder of path) {
    const command = windows ? `${folder}\\notes-lsp.exe` : `${folder}/notes-lsp`;
    if (folder !== '' && runs(command)) {
      return { command, from: 'path' };
    }
  }
  return { problem: say('This package of the extension comes without a server, and there is no notes-lsp on your PATH. Install it, or name it in the setting notesLsp.serverPath.') };
}
