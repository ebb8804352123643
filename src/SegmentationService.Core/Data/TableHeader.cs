using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// The names of the columns of a table, whoever takes its cells, and not too many. A column may have no name, as the last one has where lines end with a
/// separator; nothing is kept of it. A name may be there twice, as labels are in exports, as long as nothing asks which of the columns is meant.
/// </summary>
/// <param name="maxColumns">The most columns.</param>
/// <param name="longestName">The most bytes of UTF-8 of a name; whoever keeps none of the names need not limit them.</param>
public sealed class TableHeader(int maxColumns, int longestName = TableHeader.LongestName)
{
    /// <summary>The most bytes of UTF-8 of a name that is kept: it stands in every segment of a model, and in every answer about them.</summary>
    public const int LongestName = 256;

    private const int MostListed = 20;

    private readonly Dictionary<string, int> _indices = [];
    private readonly Dictionary<string, int> _repeated = [];
    private readonly List<int> _nameless = [];
    private int _count;

    /// <summary>The names that several columns have.</summary>
    public IReadOnlyCollection<string> Repeated => _repeated.Keys;

    /// <summary>What to say about the columns without a name; null where there is none.</summary>
    public Notice? NoticeOfNameless => _nameless.Count == 0
        ? null
        : new Notice("column_without_name", null, _nameless.Count == 1
            ? $"Column {_nameless[0]} has no name and is not used; give it one to use it."
            : $"{_nameless.Count} columns have no name and are not used; give them one to use them: {string.Join(", ", _nameless.Take(MostListed))}{(_nameless.Count > MostListed ? " ..." : "")}.");

    /// <summary>Adds a column.</summary>
    /// <param name="name">Its name; blanks around it are no part of it.</param>
    /// <returns>The name without blanks, perhaps empty; its index is the number of columns before it.</returns>
    /// <exception cref="InvalidTableException">There are too many columns, or the name is too long.</exception>
    public string Add(string name)
    {
        name = name.Trim();
        if (_count == maxColumns)
            throw new InvalidTableException(TableDefect.TooManyColumns, $"The table has more than {maxColumns} columns, the most that is allowed.");
        if (Encoding.UTF8.GetByteCount(name) is var bytes && bytes > longestName)
            throw new InvalidTableException(TableDefect.NameTooLong, $"The name of column {_count + 1} has {bytes} bytes; at most {longestName} are allowed. It begins with '{Excerpt.Of(name)}'.") { Column = Excerpt.Of(name) };
        if (name.Length == 0) _nameless.Add(_count + 1);
        else if (!_indices.TryAdd(name, _count)) _repeated.TryAdd(name, _count);
        _count++;
        return name;
    }

    /// <summary>Ends the header of a text.</summary>
    /// <exception cref="InvalidTableException">No column has a name.</exception>
    public void End()
    {
        if (_indices.Count == 0)
            throw new InvalidTableException(TableDefect.EmptyColumnName, "No column has a name; the first line that is not empty is the header, which names the columns.") { Line = 1 };
    }

    /// <summary>Finds the index of a column, the first of its name.</summary>
    /// <param name="name">Its name; blanks around it are no part of it.</param>
    /// <param name="index">The 0-based index.</param>
    public bool TryFind(string name, out int index) => _indices.TryGetValue(name.Trim(), out index);

    /// <summary>The exception for a name of which it matters which column is meant.</summary>
    /// <param name="name">One of <see cref="Repeated"/>.</param>
    public InvalidTableException Ambiguous(string name) =>
        new(TableDefect.DuplicateColumn, $"The column '{name}' is there twice (column {_indices[name] + 1} and column {_repeated[name] + 1}) with different values; names must be unique where a column can be used.") { Column = name };
}
