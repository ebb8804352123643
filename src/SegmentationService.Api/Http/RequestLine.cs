using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text.Unicode;

namespace SegmentationService.Api.Http;

/// <summary>
/// What the log tells of one request, from its begin to its end: a feature of the request, and then the state that is logged. A message
/// template with arguments would say the same, and take it apart for every request.
/// </summary>
/// <param name="method">The method of the request.</param>
internal sealed class RequestLine(string method) : IReadOnlyList<KeyValuePair<string, object?>>, IUtf8SpanFormattable
{
    /// <summary>The template of the line.</summary>
    public const string Template = "{Method} {Route} answered {Status} in {Milliseconds:0.0} ms, model {Model}, version {Version}, customers {Customers}{Caller}{Aborted}, trace {TraceId}";

    private static readonly string[] Names = ["Method", "Route", "Status", "Milliseconds", "Model", "Version", "Customers", "Caller", "Aborted", "TraceId", "{OriginalFormat}"];

    private readonly long _start = Stopwatch.GetTimestamp();
    private string _route = "";
    private int _status;
    private double _milliseconds;
    private string? _model;
    private int? _version, _customers;
    private string _caller = "";
    private bool _aborted;
    private string _traceId = "";

    /// <summary>The number of values, the template included.</summary>
    public int Count => Names.Length;

    /// <summary>A value with its name, in the order of the template, which is the last itself.</summary>
    /// <param name="index">0-based.</param>
    public KeyValuePair<string, object?> this[int index] => new(Names[index], index switch
    {
        0 => method,
        1 => _route,
        2 => _status,
        3 => _milliseconds,
        4 => _model ?? "-",
        5 => _version is { } version ? version : "-",
        6 => _customers is { } customers ? customers : "-",
        7 => _caller,
        8 => Aborted,
        9 => _traceId,
        _ => Template,
    });

    /// <summary>The model that it was about; null for none.</summary>
    public string? Model => _model;

    /// <summary>The version that it was about.</summary>
    public int? Version => _version;

    /// <summary>How many customers it was about.</summary>
    public int? Customers => _customers;

    private string Aborted => _aborted ? ", broken off" : "";

    /// <summary>Adds what it was about.</summary>
    public void Describe(string model, int? version, int? customers) =>
        (_model, _version, _customers) = (model, version, customers ?? _customers);

    /// <summary>Adds by which key it was sent.</summary>
    /// <param name="key">The name of the key.</param>
    public void DescribeCaller(string key) => _caller = ", key " + key;

    /// <summary>Ends the request.</summary>
    public void End(string route, int status, bool aborted, string traceId) =>
        (_route, _status, _aborted, _traceId, _milliseconds) = (route, status, aborted, traceId, Stopwatch.GetElapsedTime(_start).TotalMilliseconds);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{method} {_route} answered {_status} in {_milliseconds:0.0} ms, model {_model ?? "-"}, version {Or(_version)}, customers {Or(_customers)}{_caller}{Aborted}, trace {_traceId}");

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        // Numbers are not boxed by way of a choice between number and dash.
        Span<byte> version = stackalloc byte[11], customers = stackalloc byte[11];
        version = version[..Write(_version, version)];
        customers = customers[..Write(_customers, customers)];
        var tenths = (long)Math.Round(10 * _milliseconds, MidpointRounding.AwayFromZero);
        return Utf8.TryWrite(
            utf8Destination,
            CultureInfo.InvariantCulture,
            $"{method} {_route} answered {_status} in {tenths / 10}.{tenths % 10} ms, model {_model ?? "-"}, version {version}, customers {customers}{_caller}{Aborted}, trace {_traceId}",
            out bytesWritten);
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Names.Length; i++) yield return this[i];
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int Write(int? number, Span<byte> utf8)
    {
        if (number is { } known && known.TryFormat(utf8, out var written, default, CultureInfo.InvariantCulture)) return written;
        utf8[0] = (byte)'-';
        return 1;
    }

    private static object Or(int? number) => number is { } known ? known : "-";
}
