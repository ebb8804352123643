using System.Text;
using SegmentationService.Api.Tests.Jobs;
using SegmentationService.Api.Tests.Reading;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Protects that nothing is passed over that a caller says in a form beside the file.</summary>
public sealed class TrainFormTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    private static readonly byte[] File = Bodies.Part("name=\"file\"; filename=\"shop.csv\"", "text/csv", Encoding.UTF8.GetBytes(Tables.Shop(60)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Train_FieldsOfAForm_AreParametersWhereverTheyStand(bool isBefore)
    {
        var trained = await app.TrainedAsync(Form(isBefore, ("clusters", "3"), ("model", "form"), ("exclude", "country"), ("exclude", "tenure_days")), "?restarts=2");

        Assert.Equal("form", trained.Text("model"));
        Assert.Equal(3, trained.Int("clusters"));
        var other = await app.TrainedAsync(Tables.Shop(60), "?restarts=2&clusters=3&model=query&exclude=country,tenure_days");
        Assert.Equal(other.Text("fingerprint"), trained.Text("fingerprint"));
    }

    [Theory]
    [InlineData("", "colour", "red", "There is no query parameter 'colour'")]
    [InlineData("", "clusters", "many", "clusters is 'many'")]
    [InlineData("?clusters=2", "clusters", "3", "in the query and in the form, with different values")]
    public async Task Train_FieldThatIsNoParameterOrContradictsTheQuery_IsRefused(string query, string name, string value, string detail)
    {
        var answer = await app.SendAsync(HttpMethod.Post, "/train" + query, Form(isBefore: false, (name, value)));

        Assert.Equal(name, answer.ExpectProblem(400, "invalid-parameter", detail).Text("parameter"));
    }

    [Fact]
    public async Task Train_FieldThatTheQueryHasToo_CountsOnce() =>
        Assert.Equal(2, (await app.TrainedAsync(Form(isBefore: true, ("clusters", "2")), "?clusters=2&restarts=2&model=twice")).Int("clusters"));

    [Fact]
    public async Task Train_FormAsAJob_TakesItsFields()
    {
        var accepted = (await app.SendAsync(HttpMethod.Post, "/train", Form(isBefore: false, ("clusters", "4"), ("model", "job-form")), ("Prefer", "respond-async"))).Expect(202);

        await app.SucceededAsync(accepted.Text("id"));

        Assert.Equal(4, (await app.GetAsync("/models/job-form/versions/1")).Expect(200).Int("clusters"));
    }

    [Fact]
    public async Task Train_FieldThatIsATable_IsRefusedWithTheWayToSendOne()
    {
        var form = Bodies.FormOf(Bodies.Part("name=\"file\"", null, Encoding.UTF8.GetBytes(Tables.Shop(2_000))));

        (await app.SendAsync(HttpMethod.Post, "/train", new Body(form, Bodies.Form))).ExpectProblem(400, "invalid-multipart", "curl -F");
    }

    [Fact]
    public async Task PredictBatch_FieldsOfAForm_AreParameters()
    {
        await app.TrainedAsync(Tables.Shop(60), "?model=scored&clusters=2&restarts=2");

        (await app.SendAsync(HttpMethod.Post, "/predict/batch", Form(isBefore: false, ("model", "scored")))).Expect(200);
        (await app.SendAsync(HttpMethod.Post, "/predict/batch", Form(isBefore: false, ("model", "unknown")))).ExpectProblem(404, "unknown-model");
    }

    /// <summary>A workbook goes the way of all bodies: it is trained on, scored, and read as a log.</summary>
    [Fact]
    public async Task Train_Workbook_IsTheModelOfTheSameCsv()
    {
        object?[][] rows = [.. CsvRows.Parse(Tables.Shop(60)).Select(row => row.Select(object? (cell) => double.TryParse(cell, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : cell.Length == 0 ? null : cell).ToArray())];
        var body = new Body(Workbooks.Of(("Notes", [["nothing"]]), ("Shop", rows)), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

        var trained = await app.TrainedAsync(body, "?model=workbook&clusters=3&restarts=2&sheet=Shop");

        Assert.Equal((await app.TrainedAsync(Tables.Shop(60), "?model=csv&clusters=3&restarts=2")).Text("fingerprint"), trained.Text("fingerprint"));
        (await app.SendAsync(HttpMethod.Post, "/predict/batch?model=workbook&sheet=Shop", body)).Expect(200);
        Assert.Equal("sheet", (await app.SendAsync(HttpMethod.Post, "/train?sheet=Shops", body)).ExpectProblem(400, "invalid-parameter", "'Notes', 'Shop'").Text("parameter"));
    }

    private static Body Form(bool isBefore, params (string Name, string Value)[] fields)
    {
        byte[][] parts = [.. fields.Select(field => Bodies.Part($"name=\"{field.Name}\"", null, Encoding.UTF8.GetBytes(field.Value)))];
        return new Body(Bodies.FormOf(isBefore ? [.. parts, File] : [File, .. parts]), Bodies.Form);
    }
}
