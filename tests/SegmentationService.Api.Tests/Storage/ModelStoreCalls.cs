using SegmentationService.Api.Models;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Charts;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Storage;

/// <summary>The changes of a store for tests that have a thread to wait with.</summary>
internal static class ModelStoreCalls
{
    public static StoredVersion Publish(
        this ModelStore store, string model, TrainedModel trained, Timings timings, IReadOnlyCollection<PartContent> contents, bool? promote, Guid? job = null) =>
        store.PublishAsync(model, trained, timings, contents, promote, job, source: null, CancellationToken.None).GetAwaiter().GetResult();

    public static StoreChange SetAlias(this ModelStore store, string model, string alias, int version) =>
        store.SetAliasAsync(model, alias, version, _ => true, CancellationToken.None).GetAwaiter().GetResult();

    public static StoreChange RemoveAlias(this ModelStore store, string model, string alias) =>
        store.RemoveAliasAsync(model, alias, _ => true, CancellationToken.None).GetAwaiter().GetResult();

    public static StoreChange DeleteVersion(this ModelStore store, string model, int version) =>
        store.DeleteVersionAsync(model, version, (_, _) => true, CancellationToken.None).GetAwaiter().GetResult();

    public static StoreErasure Erase(this ModelStore store, string model, string id) =>
        store.EraseCustomerAsync(model, id, _ => Task.CompletedTask, CancellationToken.None).GetAwaiter().GetResult();

    public static Stream? OpenPart(this ModelStore store, StoredVersion version, VersionPart part) =>
        store.OpenPartAsync(version, part, CancellationToken.None).GetAwaiter().GetResult();

    public static VersionArchive? OpenArchive(this ModelStore store, StoredVersion version) => store.OpenArchiveAsync(version, CancellationToken.None).GetAwaiter().GetResult();

    public static SegmentCharts? Charts(this ServedVersion version, ModelStore store) => version.ChartsAsync(store, CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
