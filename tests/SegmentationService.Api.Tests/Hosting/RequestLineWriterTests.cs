using System.Globalization;
using System.Text;
using SegmentationService.Api.Hosting;
using SegmentationService.Api.Http;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace SegmentationService.Api.Tests.Hosting;

/// <summary>Protects the line of a request: written by hand it is the one that Serilog's template would give.</summary>
public sealed class RequestLineWriterTests
{
    [Theory]
    [InlineData(null, null, null, null, true, LogEventLevel.Error, 0.04)]
    [InlineData("default", 3, 1, null, false, LogEventLevel.Information, 0.05)]
    [InlineData("default", 12, null, "shop", false, LogEventLevel.Debug, 12345.678)]
    public void TryFormat_OfARequest_IsWhatSerilogWrites(string? model, int? version, int? customers, string? key, bool aborted, LogEventLevel level, double milliseconds)
    {
        var line = new RequestLine();
        if (model is not null) line.Describe(model, version, customers);
        if (key is not null) line.DescribeCaller(key);
        var end = new RequestEnd(line, level, "POST", "/predict", 200, aborted, milliseconds, "00-ab-cd-00");

        using var expected = new StringWriter(CultureInfo.InvariantCulture);
        new MessageTemplateTextFormatter("{Level:u3} {Message:lj}{NewLine}{Exception}", CultureInfo.InvariantCulture).Format(end.ToEvent(), expected);
        var utf8 = new byte[500];
        Assert.True(RequestLineWriter.TryFormat(end, new DateTime(2026, 1, 31, 10, 15, 0, 7), utf8, out var length));

        Assert.Equal("2026-01-31 10:15:00.007 " + expected, Encoding.UTF8.GetString(utf8, 0, length));
        Assert.Contains($"model {model ?? "-"}, version {(version is null ? "-" : version)}, customers {(customers is null ? "-" : customers)}{(key is null ? "" : ", key shop")}{(aborted ? ", broken off" : "")}, trace", expected.ToString(), StringComparison.Ordinal);
        Assert.False(RequestLineWriter.TryFormat(end, DateTime.Now, new byte[20], out _));
    }

    [Fact]
    public void Write_ALineLongerThanUsual_IsWrittenWhole()
    {
        using var output = new MemoryStream();
        var route = "/" + new string('x', 5_000);
        using (var console = new BufferedConsole(output)) new RequestLineWriter(console).Write(new RequestEnd(new RequestLine(), LogEventLevel.Information, "GET", route, 404, false, 1, "t"));

        Assert.EndsWith($"GET {route} answered 404 in 1.0 ms, model -, version -, customers -, trace t{Environment.NewLine}", Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
    }
}
