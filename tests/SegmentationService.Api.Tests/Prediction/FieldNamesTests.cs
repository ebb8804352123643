namespace SegmentationService.Api.Tests.Prediction;

/// <summary>Protects that fields are found by their names whatever their case, blanks and other marks, where one input alone has such a name; and that the exact name goes first.</summary>
public sealed class FieldNamesTests(FieldNamesTests.Trained trained) : IClassFixture<FieldNamesTests.Trained>
{
    /// <summary>Centres are 1 and 11, so that the distance tells which value was taken.</summary>
    [Theory]
    [InlineData("""{"Order Count": 11.5}""", 0.5)]
    [InlineData("""{"ORDER-COUNT": 11.5}""", 0.5)]
    [InlineData("""{"orderCount": "11.5"}""", 0.5)]
    [InlineData("""{" order.count (#) ": 11.5}""", 0.5)]
    [InlineData("""{"OrderCount": 1, "order_count": 11.5}""", 0.5)]
    [InlineData("""{"order_count": 11.5, "OrderCount": 1}""", 0.5)]
    [InlineData("""{"OrderCount": "many", "order_count": 11.5}""", 0.5)]
    public async Task Predict_NameInAnotherForm_IsTheField(string customer, double distance)
    {
        var predicted = (await trained.App.PredictAsync(customer, "?model=one")).Expect(200);

        Assert.Equal(distance, predicted.Number("distance"), 1e-5);
        Assert.Empty(predicted.Items("notices"));
    }

    [Fact]
    public async Task Predict_TwoFormsOfOneName_AreRefused() =>
        Assert.Contains("'order_count' is given twice", (await trained.App.PredictAsync("""{"OrderCount": 1, "ORDERCOUNT": 2}""", "?model=one")).Expect(422).Text("detail"), StringComparison.Ordinal);

    [Fact]
    public async Task Predict_IdInAnotherForm_IsTheId() =>
        Assert.Equal("c9", (await trained.App.PredictAsync("""{"Who Is It": "c9", "order_count": 1}""", "?model=one")).Expect(200).Text("customerId"));

    [Fact]
    public async Task Predict_NameOfLettersBeyondAscii_IsFoundInAnotherCase() =>
        Assert.Equal(0.5, (await trained.App.PredictAsync("""{"GRÖSSE": 1, "GRÖßE": 11.5}""", "?model=umlaut")).Expect(200).Number("distance"), 1e-5);

    /// <summary>Where two inputs differ in their marks alone, each has its exact name only.</summary>
    [Fact]
    public async Task Predict_NameThatTwoInputsCouldHave_IsNoneOfThem()
    {
        var predicted = (await trained.App.PredictAsync("""{"a_b": 1, "A B": 9}""", "?model=two")).Expect(200);

        Assert.Contains("value_missing", predicted.Items("notices").Select(notice => notice.Text("code")));
    }

    /// <summary>A column that the training left out is no other one in predictions, where a customer lacks that one.</summary>
    [Fact]
    public async Task Predict_NameOfAColumnThatTrainingLeftOut_IsNoOther()
    {
        await trained.App.TrainedAsync("id,spend,Sp end\na,3,\nb,7,\nc,5,gift\n", "?clusters=2&model=left");

        (await trained.App.PredictAsync("""{"Sp end": 7}""", "?model=left")).ExpectProblem(422, "no-usable-field", "'spend'");
        (await trained.App.PredictAsync("""{"spend": 7}""", "?model=left")).Expect(200);
    }

    [Fact]
    public async Task PredictBatch_HeaderInAnotherForm_IsScoredAsTrained()
    {
        var csv = Body.Csv("WHO IS IT,Order Count\nx,11.5\ny,1\n");

        var rows = CsvRows.Parse((await trained.App.PredictBatchAsync(csv, "text/csv", "?model=one")).Text);

        Assert.Equal([("x", "2"), ("y", "1")], rows.Skip(1).Select(row => (row[0], row[1])));
        (await trained.App.PredictBatchAsync(Body.Csv("who,orders\nx,1\n"), "text/csv", "?model=one")).ExpectProblem(422, "no-usable-field", "'order_count'");
    }

    [Theory]
    [InlineData("columns=Order Count")]
    [InlineData("exclude=other&id=WhoIsIt")]
    public async Task Train_ParameterNamesAColumnInAnotherForm_IsThatColumn(string query)
    {
        var version = await trained.App.TrainedAsync("who_is_it,order_count,Other\na,0,7\nb,1,5\nc,10,6\nd,12,7\n", "?model=parameters&clusters=2&" + query);

        Assert.Equal("order_count", Assert.Single(version.Items("features")).Text("name"));
    }

    public sealed class Trained : IAsyncLifetime
    {
        internal SegmentationApp App { get; } = new();

        public async Task InitializeAsync()
        {
            await App.TrainedAsync(Tables.Five.Replace("customer,x", "who_is_it,order_count", StringComparison.Ordinal), $"?model=one&clusters=2&{Tables.Plain}");
            await App.TrainedAsync(Tables.Five.Replace("customer,x", "who,Größe", StringComparison.Ordinal), $"?model=umlaut&clusters=2&{Tables.Plain}");
            await App.TrainedAsync("who,a_b,a b\nx,1,5\ny,2,9\nz,7,4\n", "?model=two&clusters=2&columns=a_b,a b");
        }

        public async Task DisposeAsync() => await App.DisposeAsync();
    }
}
