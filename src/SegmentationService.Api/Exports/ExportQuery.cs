using SegmentationService.Api.Http;
using SegmentationService.Core.Exports;

namespace SegmentationService.Api.Exports;

/// <summary>What a caller may say of an export: of SQL, for which database it is and over which table.</summary>
/// <param name="Dialect">The database.</param>
/// <param name="Table">The parts of the name of the table.</param>
/// <param name="Golden">Whether the query is over the golden customers.</param>
internal sealed record ExportQuery(SqlDialect Dialect, IReadOnlyList<string> Table, bool Golden)
{
    private const int MostParts = 4;
    private const int LongestTable = 256;

    /// <summary>The parameters of all formats.</summary>
    public static IReadOnlyList<QueryParameter> Parameters { get; } =
    [
        new("dialect", ParameterKind.Text, "Of sql: the database.", SqlDialect.PostgreSql.Name) { Choices = [.. SqlDialect.All.Select(dialect => dialect.Name)] },
        new("table", ParameterKind.Text, "Of sql: the table of customers, as name, schema.name or project.dataset.name, without quotes.", "customers"),
        new("golden", ParameterKind.YesNo, "Of sql: whether the query is over the golden customers instead, with the answers of this service as expected_segment, expected_confidence and expected_distance.", "false"),
    ];

    /// <summary>Reads the query of a request.</summary>
    /// <param name="query">The query.</param>
    /// <param name="format">The format that is asked for.</param>
    /// <exception cref="InvalidParameterException">It is not allowed, or not for this format.</exception>
    public static ExportQuery Of(IQueryCollection query, ExportFormat format)
    {
        var reader = new QueryReader(query, format.Name == "sql" ? Parameters : []);
        var table = reader.Text("table") ?? "customers";
        var parts = table.Split('.');
        if (parts.Length > MostParts || table.Length > LongestTable || parts.Any(string.IsNullOrWhiteSpace) || table.Any(char.IsControl))
            throw new InvalidParameterException("table", $"table is one to {MostParts} names with points between them, at most {LongestTable} letters in all, without line breaks.");
        return new ExportQuery(SqlDialect.Find(reader.Text("dialect")?.ToLowerInvariant() ?? "") ?? SqlDialect.PostgreSql, parts, reader.YesNo("golden") == true);
    }
}
