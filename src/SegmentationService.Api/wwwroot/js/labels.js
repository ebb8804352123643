// What people call columns and features.

/** The labels of the columns and features of a version, by their names; where two have the same, each goes by its name. */
export function labelsOf({ columns, features, profile }) {
  const labels = new Map([...columns ?? [], ...features].map(({ name, label }) => [name, label]));
  for (const { column, label } of profile?.columns ?? []) labels.set(column, label);
  const alike = Map.groupBy(labels.values(), (label) => label);
  return (name) => (alike.get(labels.get(name))?.length === 1 ? labels.get(name) : name);
}
