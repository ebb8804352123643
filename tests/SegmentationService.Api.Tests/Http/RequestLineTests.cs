using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SegmentationService.Api.Http;

namespace SegmentationService.Api.Tests.Http;

/// <summary>Protects the line of a request: as text, as UTF-8 and as properties it says the same.</summary>
public sealed class RequestLineTests
{
    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("default", 3, 1, false)]
    [InlineData("default", 12, null, false)]
    public void RequestLine_InEveryForm_SaysTheSame(string? model, int? version, int? customers, bool aborted)
    {
        var line = new RequestLine("POST");
        if (model is not null) line.Describe(model, version!.Value, customers);
        line.End("/predict", 200, aborted, "00-ab-cd-00");

        var template = line[^1];
        Assert.Equal("{OriginalFormat}", template.Key);
        var values = line.ToDictionary(pair => pair.Key, pair => pair.Value);
        var rendered = Regex.Replace((string)template.Value!, @"\{(\w+)(:[^}]*)?\}", match => string.Format(CultureInfo.InvariantCulture, $"{{0{match.Groups[2].Value}}}", values[match.Groups[1].Value]));
        var utf8 = new byte[500];
        Assert.True(line.TryFormat(utf8, out var written, default, null));

        Assert.Equal(rendered, line.ToString());
        Assert.Equal(rendered, Encoding.UTF8.GetString(utf8, 0, written));
        Assert.Contains($"model {model ?? "-"}, version {(version is null ? "-" : version)}, customers {(customers is null ? "-" : customers)}{(aborted ? ", broken off" : "")}, trace", rendered, StringComparison.Ordinal);
        Assert.False(line.TryFormat(new byte[20], out _, default, null));
    }
}
