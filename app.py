"""Start the app: `streamlit run app.py`. Page settings and navigation, nothing else."""

import streamlit as st

from pages import contents

st.set_page_config(page_title="cnnviz", page_icon="🔬", layout="wide")
st.navigation(
    [
        st.Page(lesson.file, title=lesson.title, url_path=lesson.url_path, default=n == 0)
        for n, lesson in enumerate(contents.LESSONS)
    ],
    position="top",
).run()
