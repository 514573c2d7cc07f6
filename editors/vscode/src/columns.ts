/** The UTF-16 column from 0 of a column that counts characters from 1, as the server's rows do. */
export function utf16Column(line: string, column: number): number {
  return Array.from(line).slice(0, column - 1).join('').length;
}
