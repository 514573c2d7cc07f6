// The rows in which the server answers questions (docs/commands.md). Lines and columns
// count from 1, columns in characters.

export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** A place that names something, in its line. */
export interface Use extends Place {
  readonly text: string;
  /** Where the place is in the text, in characters from 0. */
  readonly textStart: number;
  readonly textEnd: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface Link extends Use {
  readonly embed: boolean;
  readonly target: string;
  readonly fragment: string;
  readonly status: 'found' | 'missing' | 'external' | 'outside' | 'unknown';
  /** The path of what is found, or of the note that lacks what the fragment names; else empty. */
  readonly to: string;
}

export interface Tag extends Place {
  readonly tag: string;
  readonly notes: number;
}

export interface Note extends Place {
  readonly title: string;
}

/** A note that was found by a name. */
export interface Match extends Note {
  readonly name: string;
}

/** How the index stands (notes-lsp/status). */
export interface IndexStatus {
  readonly reading: boolean;
  readonly notes: number;
  readonly problem: string;
}
