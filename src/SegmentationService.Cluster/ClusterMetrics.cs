using System.Diagnostics.Metrics;

namespace SegmentationService.Cluster;

/// <summary>What a replica counts of the parts that it holds and of those that it asks for. Costs next to nothing while nobody listens. Thread-safe.</summary>
internal static class ClusterMetrics
{
    /// <summary>The meter of the whole service, whose exporter takes it along.</summary>
    private static readonly Meter Meter = new("SegmentationService");

    private static readonly UpDownCounter<long> Parts = Meter.CreateUpDownCounter<long>("segmentation.cluster.parts", "{part}", "Parts of datasets that this replica holds.");

    private static readonly Counter<long> Answers = Meter.CreateCounter<long>("segmentation.cluster.answers", "{answer}", "Questions about parts that this replica has answered: each pass over a dataset is one a part.");

    private static readonly Counter<long> AnsweredBytes = Meter.CreateCounter<long>("segmentation.cluster.answers.bytes", "By", "Bytes of the questions that this replica has answered, and of its answers, by direction.");

    private static readonly Counter<long> Questions = Meter.CreateCounter<long>("segmentation.cluster.questions", "{question}", "Questions about parts that this replica has asked, by the replica that answered.");

    private static readonly Counter<long> AskedBytes = Meter.CreateCounter<long>("segmentation.cluster.questions.bytes", "By", "Bytes of the questions that this replica has asked, and of their answers, by the replica that answered.");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("segmentation.cluster.retries", "{question}", "Questions that this replica has asked again, since their answer was lost, by the reason.");

    /// <summary>A part is held.</summary>
    public static void PartOpened() => Parts.Add(1);

    /// <summary>A part is no longer held.</summary>
    public static void PartClosed() => Parts.Add(-1);

    /// <summary>This replica has answered one message about so many parts.</summary>
    public static void Answered(int parts, int questionBytes, int answerBytes)
    {
        Answers.Add(parts);
        AnsweredBytes.Add(questionBytes, new KeyValuePair<string, object?>("direction", "in"));
        AnsweredBytes.Add(answerBytes, new KeyValuePair<string, object?>("direction", "out"));
    }

    /// <summary>This replica was answered one message about so many parts.</summary>
    public static void Asked(string replica, int parts, int bytes)
    {
        Questions.Add(parts, new KeyValuePair<string, object?>("replica", replica));
        AskedBytes.Add(bytes, new KeyValuePair<string, object?>("replica", replica));
    }

    /// <summary>The answer of a message about so many parts was lost.</summary>
    public static void Lost(int parts, Exception reason) => Retries.Add(parts, new KeyValuePair<string, object?>("reason", reason.GetType().Name));
}
