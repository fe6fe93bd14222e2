/** Names are in the order of their labels from the back: `example.shop.test.web`. */
export const sortKey = (name: string): string => name.replace(/\.$/, '').split('.').reverse().join('.');
