using System.Globalization;

namespace SegmentationService.Core.Exports;

/// <summary>How a database writes what the queries of <see cref="SqlExport"/> are made of.</summary>
public sealed class SqlDialect
{
    private SqlDialect()
    {
    }

    /// <summary>PostgreSQL 12 and later.</summary>
    public static SqlDialect PostgreSql { get; } = new()
    {
        Name = "postgresql",
        Double = "double precision",
        Text = "text",
        Moment = "timestamp",
        Float = "real",
        DaysBetween = (from, until) => $"FLOOR(CAST(EXTRACT(EPOCH FROM {until} - {from}) AS double precision) / 86400)",
        IsTypedByCast = true,
        CountsInSubquery = true,
        // What a subquery computes is else put in wherever it is named, again and again.
        Fence = " OFFSET 0",
        Table = "MATERIALIZED ",
        RowAlone = true,
        RefusesTinyFloats = true,
    };

    /// <summary>DuckDB 1.0 and later.</summary>
    public static SqlDialect DuckDb { get; } = new()
    {
        Name = "duckdb",
        Double = "DOUBLE",
        Text = "VARCHAR",
        Moment = "TIMESTAMP",
        Float = "FLOAT",
        DaysBetween = (from, until) => $"FLOOR(CAST(DATE_DIFF('microsecond', {from}, {until}) AS DOUBLE) / 86400000000)",
        Unique = "ROW_NUMBER() OVER ()",
    };

    /// <summary>BigQuery, which has no numbers of single precision.</summary>
    public static SqlDialect BigQuery { get; } = new()
    {
        Name = "bigquery",
        Double = "FLOAT64",
        Text = "STRING",
        Moment = "DATETIME",
        DaysBetween = (from, until) => $"FLOOR(CAST(DATETIME_DIFF({until}, {from}, MICROSECOND) AS FLOAT64) / 86400000000)",
        Quote = '`',
        HasBackslashes = true,
        EscapesQuoteByBackslash = true,
        Unique = "GENERATE_UUID()",
        Without = "EXCEPT",
    };

    /// <summary>Snowflake, which has no numbers of single precision.</summary>
    public static SqlDialect Snowflake { get; } = new()
    {
        Name = "snowflake",
        Double = "DOUBLE",
        Text = "VARCHAR",
        Moment = "TIMESTAMP",
        DaysBetween = (from, until) => $"FLOOR(CAST(DATEDIFF('microsecond', {from}, {until}) AS DOUBLE) / 86400000000)",
        HasBackslashes = true,
        Unique = "UUID_STRING()",
    };

    /// <summary>All dialects.</summary>
    public static IReadOnlyList<SqlDialect> All { get; } = [PostgreSql, DuckDb, BigQuery, Snowflake];

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>The type of doubles.</summary>
    public required string Double { get; init; }

    /// <summary>The type of texts.</summary>
    public required string Text { get; init; }

    /// <summary>The type of moments without a zone.</summary>
    public required string Moment { get; init; }

    /// <summary>The type of floats; null where there is none, and squared distances stay doubles.</summary>
    internal string? Float { get; init; }

    /// <summary>The whole days from one moment until another.</summary>
    public required Func<string, string, string> DaysBetween { get; init; }

    /// <summary>Whether votes are counted by a subquery for each customer; else customers are joined with the jurors.</summary>
    internal bool CountsInSubquery { get; init; }

    /// <summary>What keeps a subquery from being dissolved.</summary>
    internal string Fence { get; init; } = "";

    /// <summary>What stands before the rows of a named query.</summary>
    internal string Table { get; init; } = "";

    /// <summary>Whether the name of a table stands for the whole row as one value; else all of its columns are taken along, and the columns made on the way left out at the end.</summary>
    internal bool RowAlone { get; init; }

    /// <summary>The word for all columns but some.</summary>
    internal string Without { get; init; } = "EXCLUDE";

    /// <summary>A value of its own for each row.</summary>
    internal string Unique { get; init; } = "";

    /// <summary>Whether a double that is too small for a float is refused where it is to become one, instead of being 0.</summary>
    private bool RefusesTinyFloats { get; init; }

    private char Quote { get; init; } = '"';

    private bool IsTypedByCast { get; init; }

    private bool HasBackslashes { get; init; }

    private bool EscapesQuoteByBackslash { get; init; }

    /// <summary>The dialect of a name, or null.</summary>
    /// <param name="name">Any text.</param>
    public static SqlDialect? Find(string name) => All.FirstOrDefault(dialect => dialect.Name == name);

    /// <summary>A name between quotes.</summary>
    internal string Identifier(string name) => EscapesQuoteByBackslash
        ? Quote + name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace($"{Quote}", $"\\{Quote}", StringComparison.Ordinal) + Quote
        : Quote + name.Replace($"{Quote}", $"{Quote}{Quote}", StringComparison.Ordinal) + Quote;

    /// <summary>A text between quotes.</summary>
    internal string Literal(string text)
    {
        if (HasBackslashes) text = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        return $"'{text.Replace("'", EscapesQuoteByBackslash ? "\\'" : "''", StringComparison.Ordinal)}'";
    }

    /// <summary>A double, in an expression.</summary>
    internal string Number(double value) => IsTypedByCast ? $"CAST({Digits(value)} AS {Double})" : value < 0 ? $"({Digits(value)})" : Digits(value);

    /// <summary>A double, where its type is known.</summary>
    internal static string Digits(double value)
    {
        // With an exponent it is a double; without, some take it for a decimal.
        var digits = value.ToString("R", CultureInfo.InvariantCulture);
        return digits.Contains('E', StringComparison.Ordinal) ? digits : digits + "e0";
    }

    /// <summary>A moment.</summary>
    internal string At(DateTime moment) => string.Create(CultureInfo.InvariantCulture, $"{Moment.ToUpperInvariant()} '{moment:yyyy-MM-dd HH:mm:ss.ffffff}'");

    /// <summary>A value rounded to a float, as a double.</summary>
    internal string Rounded(string value) => Float is null ? $"({value})" : $"CAST(CAST({value} AS {Float}) AS {Double})";

    /// <summary>A coordinate rounded to a float, as a double.</summary>
    internal string RoundedCoordinate(string name) => RefusesTinyFloats ? $"CASE WHEN ABS({name}) < 1e-37 THEN {Number(0)} ELSE {Rounded(name)} END" : Rounded(name);

    /// <summary>The first square of a sum, rounded to a float; the smallest float stands for any smaller one where those are refused.</summary>
    internal string RoundedSquare(string square) => RefusesTinyFloats ? Rounded($"GREATEST({square}, 1e-45)") : Rounded(square);
}
