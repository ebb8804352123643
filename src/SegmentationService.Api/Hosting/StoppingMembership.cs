namespace SegmentationService.Api.Hosting;

/// <summary>
/// Lets a replica end in a few seconds where what has the membership is away: once the process is asked to stop, it is waited for once, and then taken to know what it knew last and to have written what it was told.
/// Nothing is lost by that: the others find out that the replica is gone as they do of one that was killed. By default Orleans asks again for a minute.
/// </summary>
/// <param name="table">What has the membership.</param>
/// <param name="lifetime">Tells when the process is asked to stop.</param>
/// <param name="logger">Is told that it is away.</param>
internal sealed partial class StoppingMembership(IMembershipTable table, IHostApplicationLifetime lifetime, ILogger<StoppingMembership> logger) : IMembershipTable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private MembershipTableData? _last;
    private bool _isAway;

    /// <inheritdoc/>
    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    /// <inheritdoc/>
    public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken) => table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken) => table.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken);

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken) => table.CleanupDefunctSiloEntriesAsync(beforeDate, cancellationToken);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken) => AskAsync(stop => table.ReadRowAsync(key, stop), last => last, cancellationToken);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    /// <inheritdoc/>
    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = await AskAsync(table.ReadAllAsync, last => last, cancellationToken);
        Volatile.Write(ref _last, all);
        return all;
    }

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken) =>
        AskAsync(stop => table.InsertRowAsync(entry, tableVersion, stop), _ => true, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken) =>
        AskAsync(stop => table.UpdateRowAsync(entry, etag, tableVersion, stop), _ => true, cancellationToken);

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    /// <inheritdoc/>
    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken) => table.UpdateIAmAliveAsync(entry, cancellationToken);

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, Func<MembershipTableData, T> whileAway, CancellationToken cancellationToken)
    {
        if (!lifetime.ApplicationStopping.IsCancellationRequested || Volatile.Read(ref _last) is not { } last) return await ask(cancellationToken);
        if (Volatile.Read(ref _isAway)) return whileAway(last);
        try
        {
            return await ask(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Volatile.Write(ref _isAway, true);
            LogAway(e.GetType().Name);
            return whileAway(last);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What has the membership of the cluster does not answer ({Reason}) while this replica ends: the others will notice its end by themselves")]
    private partial void LogAway(string reason);
}
