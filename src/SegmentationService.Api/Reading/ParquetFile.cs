using ParquetSharp;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// A Parquet file that lies somewhere and stays there: its columns and groups of rows, and the numbers of one column in one group, nothing else of the file being read for them. All members but
/// <see cref="Dispose"/> may be called by several threads.
/// </summary>
internal sealed class ParquetFile : IDisposable
{
    /// <summary>What is read of a column at once.</summary>
    private const int BufferBytes = 1 << 18;

    private readonly ParquetFileReader _file;
    private readonly ParquetNumberReader?[] _numbers;

    /// <summary>Opens a file and reads its footer.</summary>
    /// <param name="path">Where it lies; whether it has changed since it was looked at is the caller's to check.</param>
    /// <exception cref="MalformedBodyException">It is damaged, encrypted, or cannot be read.</exception>
    public ParquetFile(string path)
    {
        _file = ParquetFaults.Explained(() =>
        {
            using var properties = ReaderProperties.GetDefaultReaderProperties();
            properties.EnablePageChecksumVerification();
            properties.EnableBufferedStream();
            properties.BufferSize = BufferBytes;
            return new ParquetFileReader(path, properties);
        });
        try
        {
            (Columns, _numbers, RowsOfGroups) = ParquetFaults.Explained(() => Describe(_file));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The names of the columns in the order of the file, as a table has them: without blanks around them, and empty where a column has none. What is nested has the name of the whole.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of rows of each group, in the order of the file.</summary>
    public IReadOnlyList<long> RowsOfGroups { get; }

    /// <summary>Whether the values of a column are numbers: whole ones, decimals, floats, and yes and no, which are 1 and 0. Texts are none, even where they look like numbers.</summary>
    /// <param name="column">0-based place in <see cref="Columns"/>.</param>
    public bool HasNumbers(int column) => _numbers[column] is not null;

    /// <summary>
    /// Reads the numbers of a column in a group of rows, as a table of the file has them. O(rows); holds a buffer and a page of the column for the time of the call, and nothing after.
    /// </summary>
    /// <param name="rowGroup">0-based place in <see cref="RowsOfGroups"/>.</param>
    /// <param name="column">0-based place in <see cref="Columns"/>, of a column that <see cref="HasNumbers"/>.</param>
    /// <param name="numbers">out: one for each row of the group; NaN where it is missing, or beyond what a table holds.</param>
    /// <exception cref="ArgumentException">There is no such group or column, or the numbers are not as many as the group has rows.</exception>
    /// <exception cref="MalformedBodyException">The column is damaged in this group.</exception>
    public void Read(int rowGroup, int column, Span<double> numbers)
    {
        if (numbers.Length != RowsOfGroups[rowGroup]) throw new ArgumentException($"The group has {RowsOfGroups[rowGroup]} rows, and there is room for {numbers.Length}.", nameof(numbers));
        var reader = _numbers[column] ?? throw new ArgumentException($"Column {column} has no numbers.", nameof(column));
        if (numbers.IsEmpty) return;
        try
        {
            using var group = _file.RowGroup(rowGroup);
            using var values = group.Column(column);
            reader.Read(values, numbers);
            Bound(numbers);
        }
        catch (Exception e) when (ParquetFaults.IsOfTheFile(e))
        {
            throw ParquetFaults.Damaged(e);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>No table holds what is not finite, or larger than any number that is written.</summary>
    private static void Bound(Span<double> numbers)
    {
        foreach (ref var number in numbers)
            if (Math.Abs(number) > Cell.MaxMagnitude) number = double.NaN;
    }

    private static (string[] Columns, ParquetNumberReader?[] Numbers, long[] RowsOfGroups) Describe(ParquetFileReader file)
    {
        var content = file.FileMetaData;
        var (columns, numbers, rows) = (new string[content.NumColumns], new ParquetNumberReader?[content.NumColumns], new long[content.NumRowGroups]);
        for (var i = 0; i < columns.Length; i++)
        {
            var column = content.Schema.Column(i);
            var path = column.Path.ToDotVector();
            columns[i] = FlatHeader.NameOf(path[0]);
            numbers[i] = path.Length > 1 ? null : ParquetNumberReader.Of(column);
        }

        for (var i = 0; i < rows.Length; i++)
        {
            using var group = file.RowGroup(i);
            rows[i] = group.MetaData.NumRows;
        }

        if (Array.Exists(rows, count => count < 0) || rows.Sum() != content.NumRows) throw ParquetFaults.Contradiction("The groups have another number of rows than the file.");
        return (columns, numbers, rows);
    }
}
