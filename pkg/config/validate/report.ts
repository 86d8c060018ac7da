/** Takes what is wrong with a field. */
export type Report = (path: string, message: string, hint?: string) => void;
