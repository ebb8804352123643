using System.Globalization;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Reading;
using SegmentationService.Core;

namespace SegmentationService.Api.Tables;

/// <summary>Keeps tables as they were sent, for a while, so that they need not be sent again. No thread that answers requests waits for the volume.</summary>
internal sealed class KeptTables(
    TableFolders folders, TableThreads disk, IOptions<TableOptions> options, IOptions<ReadingOptions> reading, TimeProvider time, ILogger<KeptTables> logger)
{
    /// <summary>Keeps a table. When it returns, it survives a loss of power.</summary>
    /// <param name="body">The table; it is read to its end.</param>
    /// <param name="file">The name of its file, or null.</param>
    /// <param name="cancellationToken">Ends the reading; nothing is kept then.</param>
    /// <exception cref="MalformedBodyException">There is nothing in it.</exception>
    /// <exception cref="BodyTooLargeException">It is larger than a body may be.</exception>
    /// <exception cref="TablesFullException">It is more than there is room for.</exception>
    public async Task<TableRecord> KeepAsync(TableBody body, string? file, CancellationToken cancellationToken)
    {
        CheckRoom(await disk.ReadAsync(folders.All, cancellationToken), body.Length ?? 1); // before it is sent in vain
        var folder = await disk.RunAsync(folders.Begin);
        try
        {
            var (sha256, length) = await BodyFile.WriteAsync(body, "", TableFolders.BodyOf(folder.Path), reading.Value, disk, cancellationToken);
            if (length == 0) throw new MalformedBodyException(MalformedBodyKind.EmptyBody, "The request has an empty body; a table of customers is expected.");
            var now = time.GetUtcNow();
            var record = new TableRecord(TableRecord.NewestFormat, TableId.New(now), file, now.UtcDateTime, body.ContentType, body.ContentEncoding, length, sha256);
            await disk.RunAsync(() => folders.Publish(folder, record, others => CheckRoom(others, length)));
            return record;
        }
        finally
        {
            await disk.RunAsync(folder.Dispose);
        }
    }

    /// <summary>All tables that are kept, the newest first.</summary>
    public async Task<IReadOnlyList<TableRecord>> AllAsync(CancellationToken cancellationToken)
    {
        var all = await disk.ReadAsync(folders.All, cancellationToken);
        return [.. all.Where(IsKept).OrderByDescending(record => record.CreatedAt).ThenByDescending(record => record.Id, StringComparer.Ordinal)];
    }

    /// <summary>What is known of a table.</summary>
    /// <param name="id">Its id, as somebody wrote it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="UnknownTableException">It is not kept, or is kept no longer.</exception>
    /// <exception cref="DamagedTableException">Its record cannot be read.</exception>
    public async Task<TableRecord> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!TableId.IsValid(id)) throw Unknown(id);
        try
        {
            return await disk.ReadAsync(() => folders.Load(id), cancellationToken) is { } found && IsKept(found) ? found : throw Unknown(id);
        }
        catch (CorruptModelException e)
        {
            throw new DamagedTableException(e);
        }
    }

    /// <summary>Whether a table can be asked for.</summary>
    /// <param name="id">Its id; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async ValueTask<bool> IsKeptAsync(string? id, CancellationToken cancellationToken) =>
        id is not null && TableId.IsValid(id) && await disk.ReadAsync(() => folders.TryLoad(id) is { } found && IsKept(found), cancellationToken);

    /// <summary>Opens a table; it is known to be what was received.</summary>
    /// <param name="id">Its id, as somebody wrote it.</param>
    /// <param name="progress">Told which share of it has been read, 0 to 1; null where nobody asks.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    public async Task<OpenTable> OpenAsync(string id, Action<double>? progress, CancellationToken cancellationToken)
    {
        var record = await FindAsync(id, cancellationToken);
        try
        {
            return new OpenTable(record, await BodyFile.OpenAsync(() => folders.OpenBody(id), "", record.Sha256, cancellationToken), progress);
        }
        catch (CorruptModelException e)
        {
            throw await disk.ReadAsync(() => folders.Exists(id), cancellationToken) ? new DamagedTableException(e) : Unknown(id);
        }
    }

    /// <summary>The same, where the table need not be there.</summary>
    /// <param name="id">Its id, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null where it is not kept, or is kept no longer.</returns>
    /// <exception cref="DamagedTableException">It cannot be read, or is not what was received.</exception>
    public async Task<OpenTable?> TryOpenAsync(string? id, CancellationToken cancellationToken)
    {
        try
        {
            return id is null ? null : await OpenAsync(id, progress: null, cancellationToken);
        }
        catch (UnknownTableException)
        {
            return null;
        }
    }

    /// <summary>Removes a table with all that is in it, also a damaged one. Who reads it just now reads it to its end.</summary>
    /// <param name="id">Its id, as somebody wrote it.</param>
    /// <exception cref="UnknownTableException">It is not kept, or is kept no longer.</exception>
    public async Task RemoveAsync(string id)
    {
        if (!TableId.IsValid(id) || !await disk.RunAsync(() => folders.Remove(id))) throw Unknown(id);
    }

    /// <summary>Until when a table is kept.</summary>
    /// <param name="record">The table.</param>
    public DateTime ExpiresAt(TableRecord record) => record.CreatedAt.AddHours(options.Value.KeepHours);

    /// <summary>Removes the tables whose time has come, and what crashes have left.</summary>
    /// <param name="isStart">Whether those are removed, too, that cannot be read any more.</param>
    public Task SweepAsync(bool isStart) => disk.RunAsync(() =>
    {
        folders.SweepLeftovers();
        foreach (var expired in folders.All().Where(record => !IsKept(record))) folders.Remove(expired.Id);
        if (!isStart) return;
        foreach (var damaged in folders.Damaged())
        {
            folders.Remove(damaged);
            logger.LogWarning("Removed the table {Table}, which was damaged or of a newer format", damaged);
        }
    });

    private bool IsKept(TableRecord record) => time.GetUtcNow().UtcDateTime < ExpiresAt(record);

    private void CheckRoom(IReadOnlyList<TableRecord> others, long bytes)
    {
        var taken = others.Where(IsKept).Sum(record => record.Bytes);
        if (taken <= options.Value.MaxBytes - bytes) return;
        throw new TablesFullException(string.Create(
            CultureInfo.InvariantCulture,
            $"There is no room for this table: {others.Count} tables of {taken} bytes are kept, and all together may have {options.Value.MaxBytes}. DELETE /tables/{{id}} removes one of those that GET /tables lists, POST /train takes a table without keeping it, and an operator allows more with {TableOptions.Section}:{nameof(TableOptions.MaxBytes)}."));
    }

    private UnknownTableException Unknown(string id) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"There is no table '{Core.Data.Excerpt.Of(id, 64)}', or it is kept no longer: tables are kept for {options.Value.KeepHours} hours ({TableOptions.Section}:{nameof(TableOptions.KeepHours)}), or until they are deleted. GET /tables lists those there are; send the table again by POST /tables."));
}
