using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using SegmentationService.Api.Answers;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Tests.Answers;

/// <summary>Protects what answers look like: the pieces are, byte for byte, what the serializers of JSON and CSV write.</summary>
public sealed class AnswerBufferTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Texts =>
        ["", "plain", "Zoë \"Z\"", "a,b", "tab\tand\r\nline", "\\ / < > & ' + \u007f \u0001", "\u2028 \ud83d\ude00 \uffff", "#5", " x ", "=1+1", new string('"', 3000), new string('ü', 700) + "\n"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void AddJson_AnyText_IsWhatTheSerializerWrites(string text)
    {
        var buffer = new AnswerBuffer();

        buffer.AddJson(Encoding.UTF8.GetBytes(text));

        Assert.Equal(JsonSerializer.Serialize(text, Relaxed), Encoding.UTF8.GetString(buffer.Written));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void AddCsv_AnyText_IsWhatTheWriterWritesOnceFormulasAreMarked(string text)
    {
        var marked = Encoding.UTF8.GetString(FormulaText.Marked(Encoding.UTF8.GetBytes(text)));
        using var expected = new MemoryStream();
        using (var csv = CsvWriter.Create(expected, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
        {
            csv.WriteField(marked);
            csv.WriteField("end");
            csv.EndRecord();
        }

        var buffer = new AnswerBuffer();
        buffer.AddCsv(Encoding.UTF8.GetBytes(text));
        buffer.Add(",end\n"u8);

        Assert.Equal(Encoding.UTF8.GetString(expected.ToArray()), Encoding.UTF8.GetString(buffer.Written));
    }

    [Fact]
    public void Add_AnyNumber_IsWhatTheSerializerWrites()
    {
        var random = new Random(8);
        var buffer = new AnswerBuffer();
        double[] known = [0, 1, 0.5, 1e-5, 1e-300, 1e16, 123456789012345680, double.Epsilon, double.MaxValue];
        foreach (var number in known.Concat(Enumerable.Range(0, 2000).Select(_ => random.NextDouble() * Math.Pow(10, random.Next(-20, 20)))))
        {
            buffer.Clear();
            buffer.Add(number);

            Assert.Equal(JsonSerializer.Serialize(number), Encoding.UTF8.GetString(buffer.Written));
        }
    }
}
