using System.Globalization;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Dates in a table of customers, from the body to the stored version, and back in predictions: what was trained can be scored.</summary>
public sealed class TrainDatesTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    private const string Csv = "member,joined,last_order,orders,spend\n"
        + "m1,14/09/2020,20/02/2021,5,910.2\nm2,02/03/2017,11/02/2021,20,1980.4\nm3,21/10/2019,03/12/2020,4,560.75\nm4,09/01/2021,19/01/2021,2,130.1\n"
        + "m5,30/07/2019,02/03/2021,2,220\nm6,05/12/2018,10/03/2021,3,615.35\nm7,01/04/2020,,9,40\nm8,17/05/2018,28/02/2021,11,77.7\n";

    [Fact]
    public async Task Train_Dates_PlayTheirPartsAndAreAskedForInPredictions()
    {
        var trained = await app.TrainedAsync(Csv, "?clusters=3&model=dates");

        Assert.Equal(("feature", "recency"), Column("last_order"));
        Assert.Equal(("feature", "tenure"), Column("joined"));
        Assert.Equal(["joined", "last_order", "orders", "spend", "value_score", "engagement_level", "ltv_proxy"], trained.FeatureNames());
        Assert.Contains("2021-03-10", trained.Notices("dates_as_days")[0], StringComparison.Ordinal);

        Assert.Contains(trained.Items("segments").SelectMany(segment => segment.Items("distinguishing")), told => told.Text("text").StartsWith("days since last_order ", StringComparison.Ordinal));

        // 11 February 2021 is 27 days before 10 March.
        var byDate = (await app.PredictAsync("""{"joined":"02/03/2017","last_order":"11/02/2021","orders":20,"spend":1980.4}""", "?model=dates")).Expect(200);
        var byDays = (await app.PredictAsync($$"""{"joined":{{(new DateTime(2021, 3, 10) - new DateTime(2017, 3, 2)).Days}},"last_order":27,"orders":20,"spend":1980.4}""", "?model=dates")).Expect(200);
        Assert.Equal(byDays.Text("name"), byDate.Text("name"));
        Assert.Equal(byDays.Number("distance"), byDate.Number("distance"));
        (await app.PredictAsync("""{"last_order":"yesterday"}""", "?model=dates")).ExpectProblem(422, "not-a-number", "'last_order'", "day-first");

        (string, string) Column(string name) => (trained.Item("columns", "name", name).Text("role"), trained.Item("columns", "name", name).Text("part"));
    }

    [Fact]
    public async Task Predict_BatchOfTheFileThatWasTrained_GivesTheSegmentsOfTheTraining()
    {
        await app.TrainedAsync(Csv, "?clusters=3&model=datesbatch");
        var customers = CsvRows.Parse((await app.GetAsync("/models/datesbatch/versions/champion/customers")).Text);

        var batch = (await app.PredictBatchAsync(Body.Csv(Csv), query: "?model=datesbatch")).Expect(200).EnumerateArray().ToArray();

        Assert.Equal(customers.Skip(1).Select(row => (row[0], row[1], row[4])), batch.Select(row => (row.Text("customerId"), row.Int("segment").ToString(CultureInfo.InvariantCulture), row.GetProperty("distance").GetRawText())));
    }

    [Fact]
    public async Task Predict_AsOf_CountsDaysUntilThen()
    {
        await app.TrainedAsync(Csv, "?clusters=3&model=datesasof");
        const string Later = "member,joined,last_order,orders,spend\nm1,14/09/2020,22/03/2021,5,910.2\n";
        const string Then = "member,joined,last_order,orders,spend\nm1,13/08/2020,18/02/2021,5,910.2\n";

        // The 11th of April is 32 days after the 10th of March: all dates 32 days later, seen from then, are the same.
        var moved = (await app.PredictBatchAsync(Body.Csv(Later), query: "?model=datesasof&asOf=2021-04-11")).Expect(200)[0];
        var then = (await app.PredictBatchAsync(Body.Csv(Then), query: "?model=datesasof")).Expect(200)[0];

        Assert.Equal(then.Number("distance"), moved.Number("distance"));
    }
}
