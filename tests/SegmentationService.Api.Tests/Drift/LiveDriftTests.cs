using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Drift;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tests.Storage;
using SegmentationService.Core.Drift;

namespace SegmentationService.Api.Tests.Drift;

/// <summary>Protects the counts of several processes on one volume: all that is known is their sum, and a process that takes the place of another counts on.</summary>
public sealed class LiveDriftTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TotalOf_SeveralProcesses_IsTheSumOfAll()
    {
        Publish();
        using var one = new Process(_folder);
        using var other = new Process(_folder);
        one.Count(3);
        other.Count(4);
        Assert.Equal((3, 4), (one.Total, other.Total)); // Nothing is saved yet.

        one.Drift.Save();
        other.Drift.Save();
        Assert.Equal((7, 7), (one.Total, other.Total));
        Assert.Equal((1, 2), (one.Folder.Place, other.Folder.Place));

        one.Count(1);
        Assert.Equal((8, 7), (one.Total, other.Total));
    }

    [Fact]
    public void Save_ByAProcessInThePlaceOfAnother_CountsOn()
    {
        Publish();
        using (var first = new Process(_folder))
        {
            first.Count(5);
            first.Drift.Save();
            first.Count(2); // Lost: it ends without saving, as one that is killed.
        }

        using (var second = new Process(_folder))
        {
            second.Count(10);
            Assert.Equal(15, second.Total);
            second.Drift.Save();
            second.Drift.Save();
            Assert.Equal((15, 1), (second.Total, second.Folder.Place));
        }

        using var third = new Process(_folder);
        Assert.Equal(15, third.Total);
    }

    [Fact]
    public void TotalOf_CountsOfAnotherFingerprint_LeavesThemOut()
    {
        Publish();
        using (var first = new Process(_folder))
        {
            first.Count(5);
            first.Drift.Save();
        }

        // The folder of the counts was kept, and that of the models is another one.
        Directory.Delete(_folder.Models, recursive: true);
        Publish(segments: 4);
        using var second = new Process(_folder);
        Assert.Equal((0, 1), (second.Total, second.Read().Ignored));
        second.Count(2);
        second.Drift.Save();
        Assert.Equal((2, 0), (second.Total, second.Read().Ignored));
    }

    private void Publish(int segments = 3)
    {
        using var store = ModelStore.Open(_folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);
        store.Publish("default", SampleModels.WithDrift(SampleModels.Plain(segments)), new Timings(1, 2, 3, 4, 0), [CustomersPart.Of(stream => stream.Write("id,segment\n1,1\n"u8))], promote: true);
    }

    private sealed class Process : IDisposable
    {
        private readonly ModelStore _store;

        public Process(TemporaryFolder folder)
        {
            _store = ModelStore.Open(folder.Options, new FixedTime(), NullLogger<ModelStore>.Instance);
            Folder = new DriftFolder(Options.Create(folder.Options), NullLogger<DriftFolder>.Instance);
            Drift = new LiveDrift(Folder, _store, new FixedTime(), NullLogger<LiveDrift>.Instance);
        }

        public DriftFolder Folder { get; }

        public LiveDrift Drift { get; }

        public long Total => new DriftCells(Version.Report.Drift!).Customers(Read().Counts);

        private StoredVersion Version => _store.Find("default")!.Resolve("1")!;

        public DriftTotal Read() => Drift.TotalOf(Version, Version.Report.Drift!);

        public void Count(int customers)
        {
            for (var i = 0; i < customers; i++) Drift.CounterOf(Version)!.Count(new double[Version.Model.FeatureSet.Inputs.Count], new float[Version.Model.Centroids.Features], segment: 1, distance: 2);
        }

        public void Dispose()
        {
            Folder.Dispose();
            _store.Dispose();
        }
    }
}
