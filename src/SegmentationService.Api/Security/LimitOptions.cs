using System.ComponentModel.DataAnnotations;
using SegmentationService.Api.Reading;

namespace SegmentationService.Api.Security;

/// <summary>How much one caller may ask of the server. Configuration section <c>Limits</c>; the limits of tables are those of the section <c>Reading</c>.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>The most that one JSON object may be allowed: it is held whole, and what is larger is a table.</summary>
    public const int MostJsonBodyBytes = CustomerJson.MaxBytes;

    /// <summary>Requests to <c>/predict</c>, <c>/explain</c> and <c>/predict/batch</c> that a key, or without keys an address, may send a second on average; 0 for no limit.</summary>
    [Range(0, 1e6)]
    public double PredictionsPerSecond { get; set; }

    /// <summary>The same for <c>/train</c>; 0.1 is one in ten seconds.</summary>
    [Range(0, 1e6)]
    public double TrainingsPerSecond { get; set; }

    /// <summary>Where keys are configured, requests without one or with an unknown one that an address may send a second on average; 0 for no limit. Known keys are not counted.</summary>
    [Range(0, 1e6)]
    public double RefusedPerSecond { get; set; } = 20;

    /// <summary>The largest body of a call that takes one JSON object, in bytes.</summary>
    [Range(1024, MostJsonBodyBytes)]
    public int MaxJsonBodyBytes { get; set; } = MostJsonBodyBytes;

    /// <summary>All headers of a request together, in bytes; more is answered with 431.</summary>
    [Range(1024, 1 << 20)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>The most headers of a request; more is answered with 431.</summary>
    [Range(10, 10_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>The first line of a request, which holds address and query, in bytes; more is answered with 414.</summary>
    [Range(256, 1 << 20)]
    public int MaxRequestLineBytes { get; set; } = 8 * 1024;

    /// <summary>How long the headers of a request may take to come, in seconds; a connection that is slower is answered with 408.</summary>
    [Range(1, 3600)]
    public int HeaderSeconds { get; set; } = 30;

    /// <summary>The slowest body, in bytes a second, once <see cref="BodyGraceSeconds"/> are over; one that is slower is answered with 408. 0 for no limit.</summary>
    [Range(0, 1e9)]
    public double MinBodyBytesPerSecond { get; set; } = 240;

    /// <summary>How long a body may be slower, in seconds.</summary>
    [Range(2, 3600)]
    public int BodyGraceSeconds { get; set; } = 5;

    /// <summary>How long the whole body of a training may take to come, in seconds; one that takes longer is answered with 408. 0 for no limit.</summary>
    [Range(0, 1_000_000)]
    public int BodySeconds { get; set; } = 3600;

    /// <summary>The most bodies of trainings that are received at a time. For one more the slowest is ended with 408; where all are new it is answered with 503. 0 for no limit.</summary>
    [Range(0, 1_000_000)]
    public int Bodies { get; set; } = 256;

    /// <summary>The same of one caller, and 429.</summary>
    [Range(0, 1_000_000)]
    public int BodiesOfCaller { get; set; } = 64;

    /// <summary>
    /// The slowest reading of an answer, in bytes a second: what is not read in its time ends the connection, since an answer that nobody reads holds its memory or its file. 0 for no
    /// limit.
    /// </summary>
    [Range(0, 1e9)]
    public double MinAnswerBytesPerSecond { get; set; } = 4096;

    /// <summary>The most connections at a time; one more is closed at once. 0 for no limit.</summary>
    [Range(0, long.MaxValue)]
    public long MaxConnections { get; set; }
}
