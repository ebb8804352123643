using System.Buffers;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>Protects that a customer of <c>/predict</c> costs no allocation: those of many requests a second would be collected beside them.</summary>
public sealed class PredictRequestTests
{
    private const int Customers = 1_000;

    [Fact]
    public void Answer_ManyCustomers_AllocatesNothing()
    {
        var stored = new StoredVersion("default", 1, new VersionContent(new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc), SampleModels.Encoded(), new Timings(1, 2, 3, 4, 5), [], Job: null));
        ReadOnlySequence<byte>[] bodies =
        [
            new("{\"id\": \"C \\\"1\\\"\", \"city\": \"Bern\", \"x\": 3.5}"u8.ToArray()),
            new("{\"x\": 12, \"city\": \"Paris\"}"u8.ToArray()),
            new("{\"x\": \"-0.25\"}"u8.ToArray()),
        ];
        for (var warm = 0; warm < 100; warm++) Answer(stored, bodies[warm % bodies.Length]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Customers; i++) Answer(stored, bodies[i % bodies.Length]);

        // Not a byte each: whoever listens to the metrics of another test may allocate once on this thread.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Customers - 1);
    }

    /// <summary>What the endpoint does between reading the body and writing the answer.</summary>
    private static void Answer(StoredVersion stored, in ReadOnlySequence<byte> body)
    {
        var prepared = PreparedAnswers.Of(ServedVersion.Of(stored));
        var request = prepared.Requests.Get();
        CustomerJson.Parse(body, prepared.Version.Names, request.Fields);
        Assert.False(request.Answer().IsEmpty);
        request.Fields.Clear();
        prepared.Requests.Return(request);
    }
}
