/** All of them together. */
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
