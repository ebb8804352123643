using System.Globalization;
using System.Text;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Names that are sent once and written many times: they have a length, and what is written of the longest can be read again.</summary>
public sealed class LongNameTests
{
    public static TheoryData<string> TooLong => ["a" + new string('x', 256), new string('é', 129), new string('\u4e00', 86), string.Concat(Enumerable.Repeat("😀", 65))];

    [Theory]
    [MemberData(nameof(TooLong))]
    public async Task Train_NameOfMoreThan256Bytes_IsRefusedWithItsColumn(string name)
    {
        await using var app = new SegmentationApp();
        Body[] bodies = [Body.Csv($"a,{name}\n1,2\n3,4\n5,6\n"), Body.NdJson($"{{\"a\":1}}\n{{\"a\":2,\"{name}\":3}}\n"), Body.Csv($"customer,date,amount,{name}\nA,2024-01-02,5,1\n")];

        foreach (var (body, query) in bodies.Zip((string[])["?clusters=2", "?clusters=2", "?input=transactions&clusters=2"]))
        {
            var problem = (await app.TrainAsync(body, query)).ExpectProblem(400, "name-too-long", "at most 256");
            Assert.InRange(problem.Text("detail").Length, 1, 200);
        }
    }

    /// <summary>Each letter of these names is written as six in JSON. The model is as long as one may be, nearly.</summary>
    [Fact]
    public async Task Export_OfTheLongestNames_IsImported()
    {
        await using var app = new SegmentationApp();
        var random = new Random(6);
        var csv = new StringBuilder(string.Join(',', Enumerable.Range(0, 12).Select(i => "\"" + string.Concat(Enumerable.Repeat("\"\"", 250)) + string.Create(CultureInfo.InvariantCulture, $"{i}\""))))
            .Append('\n');
        for (var row = 0; row < 300; row++) csv.AppendJoin(',', Enumerable.Range(0, 12).Select(_ => random.Next(1000))).Append('\n');
        var trained = await app.TrainedAsync(csv.ToString(), "?clusters=60&restarts=1");

        var archive = await app.ExportAsync("default", "1");

        Assert.Equal(trained.Text("fingerprint"), (await app.ImportAsync("copy", archive)).Expect(201).Text("fingerprint"));
        Assert.All(trained.Items("segments"), segment => Assert.InRange(segment.Text("name").Length, 1, 200));
    }

    /// <summary>A batch keeps no names, and an older model may have longer ones.</summary>
    [Fact]
    public async Task Batch_LongNameOfAColumnThatIsNotUsed_IsPassedOver()
    {
        await using var app = new SegmentationApp();
        await app.TrainedAsync(Tables.Five, "?clusters=2");

        (await app.PredictBatchAsync(Body.Csv($"x,{new string('y', 5_000)}\n1,2\n"))).Expect(200);
    }
}
