using System.Globalization;
using SegmentationService.Api.Http;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>What is read of a table: which columns, in which order, and by which statements, whose rows follow each other.</summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns that are read; at least one, each with cells and granted.</param>
/// <param name="Order">What orders the rows, for people: <c>ctid</c> is the place in the table.</param>
/// <param name="Selects">The statements, at least one.</param>
internal sealed record PostgresQuery(PostgresTable Table, IReadOnlyList<PostgresColumn> Columns, string? Order, IReadOnlyList<string> Selects)
{
    /// <summary>The blocks of one statement: of customers some 40,000 rows, and at most 150,000 of the shortest.</summary>
    private const long BlocksOfRange = 512;

    private const double RowsOfRange = 40_000;
    private const int MostRanges = 10_000;

    /// <summary>The ranges of a table of which nobody knows how many rows it has.</summary>
    private const int UsualRanges = 16;

    private const int MostListed = 10;
    private const string Place = "ctid";

    /// <summary>The column that orders the rows; null where none does.</summary>
    public PostgresColumn? Key { get; init; }

    /// <summary>What a reader should know that is not an error.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>
    /// A statement that reads no row, and fails where the others would for want of rights. It holds the table as it is until the transaction ends, and keeps what is read by one statement
    /// alone from being read along an index, whose order is another.
    /// </summary>
    public string Look => $"{(Order == Place ? "SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; " : "")}SELECT {Listed(Columns)} FROM {Table.Quoted} LIMIT 0";

    /// <summary>Lays out a reading.</summary>
    /// <param name="table">The table.</param>
    /// <param name="source">What is asked of it.</param>
    /// <exception cref="SourceException">A column is not there, may not be read, or is none that is read.</exception>
    public static PostgresQuery Of(PostgresTable table, SourceTable source)
    {
        List<Notice> notices = [];
        var columns = source.Columns is null ? Readable(table, notices) : [.. source.Columns.Select(name => Find(table, name, "source.columns"))];
        if (columns.GroupBy(column => column.Name).FirstOrDefault(same => same.Count() > 1) is { } twice) throw new SourceException(SourceDefect.NotAllowed, $"source.columns names '{Excerpt.Of(twice.Key)}' twice.");
        if (source.OrderBy is { } name)
        {
            var key = Find(table, name, "source.orderBy");
            return new PostgresQuery(table, columns, key.Name, [Ordered(table, columns, key, "")]) { Key = key, Notices = notices };
        }

        if (!table.HasOrder) notices.Add(new Notice("order_not_defined", null, $"The rows of '{Excerpt.Of(table.FullName)}' come in whatever order the database makes them, and may make another model the next time; orderBy names a column that orders them."));
        return new PostgresQuery(table, columns, table.HasOrder ? Place : null, table.Blocks is { } blocks ? Ranges($"SELECT {Listed(columns)} FROM {table.Quoted}", blocks) : [$"SELECT {Listed(columns)} FROM {table.Quoted}"]) { Notices = notices };
    }

    /// <summary>The same rows in the same order, by ranges of the key, which several connections can read.</summary>
    /// <param name="least">The least value of the key.</param>
    /// <param name="most">The largest.</param>
    public PostgresQuery Divided(long least, long most)
    {
        var wanted = Table.Rows < 0 ? UsualRanges : Math.Clamp(Table.Rows / RowsOfRange, 1, MostRanges);
        var ranges = (int)Int128.Min((int)wanted, (Int128)most - least + 1);
        if (ranges == 1) return this;
        return this with { Selects = [.. Enumerable.Range(0, ranges).Select(range => Ordered(Table, Columns, Key!, Range(range))), Ordered(Table, Columns, Key!, $" WHERE {Key!.Quoted} IS NULL")] };

        string Range(int range) => $" WHERE {Key!.Quoted} >= {Bound(range)} AND {Key.Quoted} {(range == ranges - 1 ? "<=" : "<")} {Bound(range + 1)}";

        string Bound(int range) => $"'{((long)(least + (((Int128)most - least) * range / ranges))).ToString(CultureInfo.InvariantCulture)}'::pg_catalog.int8";
    }

    /// <summary>Rows that the key does not tell apart are put in order by all that is read of them: those that are left are the same.</summary>
    private static string Ordered(PostgresTable table, IReadOnlyList<PostgresColumn> columns, PostgresColumn key, string range)
    {
        var further = columns.Where(column => column != key).Select(column => column.IsText ? $", {column.Quoted} COLLATE \"C\"" : $", {column.Quoted}");
        return $"SELECT {Listed(columns)} FROM {table.Quoted}{range} ORDER BY {key.Quoted}{string.Concat(further)}";
    }

    private static string[] Ranges(string all, long blocks) =>
    [
        .. from range in Enumerable.Range(0, (int)Math.Max(1, (blocks + BlocksOfRange - 1) / BlocksOfRange))
           select string.Create(CultureInfo.InvariantCulture, $"{all} WHERE {Place} >= '({range * BlocksOfRange},0)'::pg_catalog.tid AND {Place} < '({Math.Min(blocks, (range + 1) * BlocksOfRange)},0)'::pg_catalog.tid"),
    ];

    private static string Listed(IEnumerable<PostgresColumn> columns) => string.Join(", ", columns.Select(column => column.Quoted));

    private static PostgresColumn[] Readable(PostgresTable table, List<Notice> notices)
    {
        if (table.Columns.Count > 0 && !table.Columns.Any(column => column.IsGranted)) throw PostgresFaults.NotGranted(table, $"GRANT SELECT ON {table.Quoted}");
        PostgresColumn[] columns = [.. table.Columns.Where(column => column is { IsGranted: true, Cell: not null })];
        PostgresColumn[] others = [.. table.Columns.Where(column => column is { IsGranted: true, Cell: null })];
        PostgresColumn[] hidden = [.. table.Columns.Where(column => !column.IsGranted)];
        if (columns.Length == 0) throw new SourceException(SourceDefect.NotAllowed, $"'{Excerpt.Of(table.FullName)}' has no column of a type that is read: {PostgresCells.ReadTypes}.");
        if (others.Length > 0) notices.Add(new Notice("columns_not_flat", null, $"{Typed(others)}: read are {PostgresCells.ReadTypes}; what is of another type is left out."));
        if (hidden.Length > 0) notices.Add(new Notice("columns_not_granted", null, $"{Excerpt.Listed([.. hidden.Select(column => column.Name)], MostListed)}: the role of the connection may not read them, and they are left out."));
        return columns;
    }

    private static string Typed(PostgresColumn[] columns) =>
        string.Join(", ", columns.Take(MostListed).Select(column => $"'{Excerpt.Of(column.Name)}' ({Excerpt.Of(column.Type)})")) + (columns.Length > MostListed ? " ..." : "");

    private static PostgresColumn Find(PostgresTable table, string name, string member)
    {
        var column = table.Columns.FirstOrDefault(column => column.Name == name)
            ?? throw new SourceException(SourceDefect.NotFound, $"{member} names '{Excerpt.Of(name)}', which is no column of '{Excerpt.Of(table.FullName)}'; it has {Excerpt.Listed([.. table.Columns.Select(column => column.Name)], MostListed)}.");
        if (!column.IsGranted) throw PostgresFaults.NotGranted(table, $"GRANT SELECT ({column.Quoted}) ON {table.Quoted}");
        return column.Cell is not null ? column
            : throw new SourceException(SourceDefect.NotAllowed, $"{member} names '{Excerpt.Of(name)}', which is of the type {Excerpt.Of(column.Type)}; read are {PostgresCells.ReadTypes}.");
    }
}
