namespace SegmentationService.Core.Data;

/// <summary>The names of the columns of a table, whoever takes its cells: unique, not empty, and not too many.</summary>
/// <param name="maxColumns">The most columns.</param>
public sealed class TableHeader(int maxColumns)
{
    private readonly Dictionary<string, int> _indices = [];

    /// <summary>Adds a column.</summary>
    /// <param name="name">Its name; blanks around it are no part of it.</param>
    /// <param name="line">The line of the header, for the error; null where there is none.</param>
    /// <returns>The name without blanks; its index is the number of columns before it.</returns>
    /// <exception cref="InvalidTableException">The name is empty or taken, or there are too many columns.</exception>
    public string Add(string name, long? line)
    {
        name = name.Trim();
        var place = $"column {_indices.Count + 1}";
        if (name.Length == 0)
            throw new InvalidTableException(TableDefect.EmptyColumnName, $"The name of {place} is empty; every column needs a name.") { Line = line, Column = place };
        if (_indices.Count == maxColumns)
            throw new InvalidTableException(TableDefect.TooManyColumns, $"The table has more than {maxColumns} columns, the most that is allowed.");
        if (!_indices.TryAdd(name, _indices.Count))
            throw new InvalidTableException(TableDefect.DuplicateColumn, $"The column '{name}' is there twice (column {_indices[name] + 1} and {place}); names must be unique.") { Line = line, Column = name };
        return name;
    }

    /// <summary>Finds the index of a column.</summary>
    /// <param name="name">Its name; blanks around it are no part of it.</param>
    /// <param name="index">The 0-based index.</param>
    public bool TryFind(string name, out int index) => _indices.TryGetValue(name.Trim(), out index);
}
