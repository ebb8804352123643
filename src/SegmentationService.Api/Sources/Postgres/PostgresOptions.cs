using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>A database whose tables calls may name: <c>Data:Postgres:NAME</c>.</summary>
internal sealed class PostgresOptions
{
    /// <summary>How it is reached, as Npgsql reads it; never shown.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>How many connections one reading opens at most.</summary>
    [Range(1, 32)]
    public int Connections { get; set; } = 2;

    /// <summary>For how many seconds the database may be silent, while it sorts or waits for a lock, before the reading ends.</summary>
    [Range(1, 86_400)]
    public int TimeoutSeconds { get; set; } = 300;

    /// <summary>The tables that may be named, as <c>schema.table</c> or <c>schema.*</c>; where there is none, all that the role may read.</summary>
    public IList<string> Tables { get; } = [];
}
