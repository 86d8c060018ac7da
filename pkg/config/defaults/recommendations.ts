/** Fills in recommended values, and remembers where the user wants another one. */
export class Recommendations {
  readonly warnings: string[] = [];
  private readonly kind: string;

  constructor(kind: string) {
    this.kind = kind;
  }

  text(field: string, own: string, recommended: string): string {
    return own === '' ? recommended : this.keep(field, own, recommended);
  }

  list(field: string, own: readonly string[] | undefined, recommended: readonly string[]): readonly string[] {
    if (own === undefined) return recommended;
    this.keep(field, own.join(','), recommended.join(','));
    return own;
  }

  maybe<T extends number | boolean>(field: string, own: T | undefined, recommended: T): T {
    return own === undefined ? recommended : this.keep(field, own, recommended);
  }

  private keep<T>(field: string, own: T, recommended: T): T {
    if (own !== recommended)
      this.warnings.push(
        `${this.kind}: ${field} is ${JSON.stringify(own)}, but ${JSON.stringify(recommended)} is recommended`,
      );
    return own;
  }
}
