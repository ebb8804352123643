using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>The databases of the configuration, by the names that calls give them.</summary>
internal sealed class PostgresDatabases(IOptions<DataOptions> options) : IDisposable
{
    private const int MostListed = 20;

    private readonly Dictionary<string, Lazy<PostgresDatabase>> _databases = options.Value.Postgres.ToDictionary(
        database => database.Key, database => new Lazy<PostgresDatabase>(() => new PostgresDatabase(database.Key, database.Value)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds one.</summary>
    /// <param name="name">As a request gives it.</param>
    /// <exception cref="SourceException">There is none of this name.</exception>
    public PostgresDatabase Find(string name) => _databases.TryGetValue(name, out var database) ? database.Value : throw new SourceException(
        SourceDefect.NotAllowed,
        _databases.Count == 0
            ? $"source.postgres names a database of the configuration, and this service has none; an operator gives it one by {DataOptions.Section}:{nameof(DataOptions.Postgres)}:NAME:{nameof(PostgresOptions.ConnectionString)}. Send the table itself as the body."
            : $"source.postgres is '{Excerpt.Of(name)}', which is no database of the configuration; it has {Excerpt.Listed([.. _databases.Keys.Order(StringComparer.Ordinal)], MostListed)}.");

    public void Dispose()
    {
        foreach (var database in _databases.Values)
            if (database.IsValueCreated) database.Value.Dispose();
    }
}
