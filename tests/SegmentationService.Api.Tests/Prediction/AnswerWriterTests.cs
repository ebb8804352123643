using System.Text;
using SegmentationService.Api.Answers;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Api.Tests.Storage;
using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Tests.Prediction;

/// <summary>Protects, byte for byte, what each form of the answer to a batch says of a customer.</summary>
public sealed class AnswerWriterTests
{
    private static readonly PreparedAnswers Prepared = PreparedAnswers.Of(ServedVersion.Of(
        new StoredVersion("default", 7, new VersionContent(new DateTime(2026, 1, 31, 0, 0, 0, DateTimeKind.Utc), SampleModels.Plain(), new Timings(1, 2, 3, 4, 5), [], Job: null))));

    private static readonly PreparedNotice Missing = new(new NoticeResponse("value_missing", "spend, \"net\"", "'spend, \"net\"' is missing; the training median 3 is taken."));
    private static readonly PreparedNotice Unknown = new(new NoticeResponse("unknown_field", "x", "The model has no field 'x'."));
    private static readonly PreparedNotice Fault = PreparedNotice.Of(new ModelMismatchException("'y' is 'eleven'; a number is expected.") { Field = "y" });

    private static string Name => Prepared.Version.Stored.Model.Segments[1].Name;

    [Fact]
    public void Json_Customers_AreAListOfObjects() => Assert.Equal(
        "[" + Object("\"C1\"", outlier: false, "")
            + ",\n" + Object("\"2\"", outlier: true, Notice(Missing, "value_missing", "spend, \\\"net\\\"") + "," + Notice(Unknown, "unknown_field", "x"))
            + ",\n" + Refused("=1+1") + "]\n",
        Written(new JsonAnswerWriter(Prepared)));

    [Fact]
    public void NdJson_Customers_AreObjectsInLines() => Assert.Equal(
        Object("\"C1\"", outlier: false, "")
            + "\n" + Object("\"2\"", outlier: true, Notice(Missing, "value_missing", "spend, \\\"net\\\"") + "," + Notice(Unknown, "unknown_field", "x"))
            + "\n" + Refused("=1+1") + "\n",
        Written(new NdJsonAnswerWriter(Prepared)));

    [Fact]
    public void Csv_Customers_AreLinesBelowAHeader() => Assert.Equal(
        $$"""
        id,segment,name,confidence,distance,outlier,uncertain,version,notices
        C1,2,{{Name}},0.75,1.5,false,false,7,
        2,2,{{Name}},0.75,1.5,true,false,7,"'spend, ""net""' is missing; the training median 3 is taken. The model has no field 'x'."
        '=1+1,,,,,,,7,'y' is 'eleven'; a number is expected.

        """,
        Written(new CsvAnswerWriter(Prepared)));

    private static string Written(IAnswerWriter writer)
    {
        var answers = new AnswerBuffer();
        var nearest = new SegmentDistance(1, 0.75, 1.5);
        answers.Add(writer.Head);
        writer.Write(answers, new CustomerAnswer { Number = 1, Id = "C1"u8, Nearest = nearest, IsOutlier = false, Notices = [] });
        writer.Write(answers, new CustomerAnswer { Number = 2, Id = [], Nearest = nearest, IsOutlier = true, Notices = [Missing, Unknown] });
        writer.Write(answers, new CustomerAnswer { Number = 3, Id = "=1+1"u8, Nearest = null, IsOutlier = false, Notices = [Fault] });
        answers.Add(writer.Tail);
        return Encoding.UTF8.GetString(answers.Written);
    }

    private static string Object(string id, bool outlier, string notices) =>
        $$"""{"version":7,"customerId":{{id}},"segment":2,"name":"{{Name}}","confidence":0.75,"distance":1.5,"outlier":{{(outlier ? "true" : "false")}},"uncertain":false,"notices":[{{notices}}]}""";

    private static string Refused(string id) =>
        $$"""{"version":7,"customerId":"{{id}}","segment":null,"name":null,"confidence":null,"distance":null,"outlier":null,"uncertain":null,"notices":[{{Notice(Fault, "not_a_number", "y")}}]}""";

    private static string Notice(PreparedNotice notice, string code, string column) =>
        $$"""{"code":"{{code}}","column":"{{column}}","message":"{{Encoding.UTF8.GetString(notice.Message).Replace("\"", "\\\"", StringComparison.Ordinal)}}"}""";
}
