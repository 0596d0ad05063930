"""Several reports of a study → the study as tables read it: whose value is used for each fact."""
