using Npgsql;
using SegmentationService.Api.Http;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Sources.Postgres;

/// <summary>What a failure of a database means for who named it. Its own words are not repeated: they may hold hosts, users and values of customers.</summary>
internal static class PostgresFaults
{
    /// <summary>The class of the states of values that an expression of a view cannot take.</summary>
    private const string DataExceptions = "22";

    /// <summary>The role of the connection lacks a right.</summary>
    /// <param name="table">What it may not read.</param>
    /// <param name="grant">What gives the right, but for whom.</param>
    public static SourceException NotGranted(PostgresTable table, string grant) => new(
        SourceDefect.NotAllowed, $"The role of the connection may not read '{Excerpt.Of(table.FullName)}'; the owner allows it by {grant} TO that role.");

    /// <summary>The fault that a failure is.</summary>
    /// <param name="failure">What the library threw.</param>
    /// <param name="database">The name of the database in the configuration.</param>
    /// <param name="query">What was read; null where that is not known yet.</param>
    public static SourceException Of(Exception failure, string database, PostgresQuery? query) => failure switch
    {
        SourceException known => known,
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } when query is not null => NotGranted(query.Table, $"GRANT USAGE ON SCHEMA {TableName.Quote(query.Table.Schema)} and GRANT SELECT ON {query.Table.Quoted}, and where it is a view by the rights of its owner,"),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn } when query is not null =>
            new SourceException(SourceDefect.Changed, $"The table '{Excerpt.Of(query.Table.FullName)}' was changed just now; nothing was stored. Send the call again."),
        PostgresException e when query is not null && (e.SqlState == PostgresErrorCodes.ObjectNotInPrerequisiteState || e.SqlState.StartsWith(DataExceptions, StringComparison.Ordinal)) =>
            new SourceException(SourceDefect.NotAllowed, $"The database could not make the rows of '{Excerpt.Of(query.Table.FullName)}': SQLSTATE {e.SqlState}. A SELECT on it fails in the same way; its owner mends the view, or refreshes what is materialized."),
        PostgresException e => Unavailable(database, $"{Meaning(e.SqlState)} (SQLSTATE {e.SqlState})"),
        { InnerException: TimeoutException } => Unavailable(database, $"was silent for longer than is allowed; an operator allows more by {DataOptions.Section}:{nameof(DataOptions.Postgres)}:{database}:{nameof(PostgresOptions.TimeoutSeconds)}, and an index on the column of orderBy makes it faster"),
        _ => Unavailable(database, query is null ? "cannot be reached" : "was lost in the middle of the reading"),
    };

    private static SourceException Unavailable(string database, string what) =>
        new(SourceDefect.Unavailable, $"The database '{Excerpt.Of(database)}' {what}. Nothing was stored.");

    private static string Meaning(string state) => state[..2] switch
    {
        "28" or "3D" => "does not take the connection of the configuration: the user, the password or the name of the database is wrong, or pg_hba.conf has no line for it",
        "53" => "has no room for the connections or the memory that the reading needs",
        "55" => "holds the table locked for too long",
        "40" => "ended the reading because of what it replays or because of a deadlock; send the call again",
        "57" when state == PostgresErrorCodes.QueryCanceled => "ended the query: it took longer than statement_timeout allows the role, or an administrator canceled it",
        "57" => "is starting, stopping, or ended the connection",
        "08" => "lost the connection",
        _ => "refused the reading",
    };
}
